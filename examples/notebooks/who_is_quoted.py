"""Who is quoted on a subject, how evenly, by which outlet, and when?"""

import marimo

app = marimo.App(width="medium", app_title="Who is quoted on it?")

with app.setup:
    import altair as alt
    import duckdb
    import marimo as mo


@app.cell
def _():
    warehouse = mo.cli_args().get("warehouse") or "news.published.duckdb"
    return (warehouse,)


@app.cell
def _(warehouse):
    news = duckdb.connect(str(warehouse), read_only=True)
    return (news,)


@app.cell(hide_code=True)
def _():
    mo.md("""
    # Who is quoted on it, and how evenly?

    A subject is a word or a regular expression that the article must hold. One utterance counts once, also where the
    paper breaks it into pieces. Quotations whose speaker the text does not settle are left out here;
    `after_publication.py` counts them.
    """)
    return


@app.cell
def _():
    subject = mo.ui.text("ferr(y|ies)", label="Subject")
    subject  # noqa: B018
    return (subject,)


@app.cell
def _(news, subject):
    # Every utterance of a named speaker in an article on the subject.
    utterances = news.execute(
        """
        SELECT DISTINCT
            w.version_id, w.utterance, w.source_name AS outlet, w.speaker_name AS speaker,
            date_trunc('week', w.published_on)::DATE AS week
        FROM who_said_what AS w
        INNER JOIN articles AS a USING (version_id)
        WHERE w.speaker_name IS NOT NULL AND regexp_matches(concat_ws(' ', a.title, a.body), $subject, 'i')
        """,
        {"subject": subject.value},
    ).df()
    return (utterances,)


@app.cell
def _(news, utterances):
    # 1 where all are heard equally often, 0 where one alone is: Shannon's entropy by its greatest value (Pielou).
    evenness = news.execute(
        """
        SELECT outlet, count(*) AS utterances, count(DISTINCT speaker) AS speakers,
            round(coalesce(entropy(speaker) / nullif(log2(count(DISTINCT speaker)), 0), 0), 2) AS evenness
        FROM utterances
        GROUP BY outlet
        ORDER BY evenness DESC, outlet
        """
    ).df()
    mo.vstack([mo.md("## How evenly does each outlet hear its speakers?"), evenness])
    return (evenness,)


@app.cell
def _(utterances):
    by_outlet = (
        alt.Chart(utterances, title="Utterances by outlet and speaker")
        .mark_bar()
        .encode(
            x=alt.X("count()", title="utterances"),
            y=alt.Y("speaker", sort="-x", title=None),
            color=alt.Color("outlet", title="outlet"),
            tooltip=["speaker", "outlet", "count()"],
        )
        .properties(width=520)
    )
    by_outlet  # noqa: B018
    return (by_outlet,)


@app.cell
def _(utterances):
    over_time = (
        alt.Chart(utterances, title="Who was heard when")
        .mark_bar(size=20)
        .encode(
            x=alt.X("week:T", title="week from", scale=alt.Scale(type="utc", padding=12)),
            y=alt.Y("count()", title="utterances"),
            color=alt.Color("speaker", title="speaker"),
            tooltip=["speaker", "week", "count()"],
        )
        .properties(width=520)
    )
    over_time  # noqa: B018
    return (over_time,)


if __name__ == "__main__":
    app.run()
