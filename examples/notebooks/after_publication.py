"""What did papers change after publication, and how many quotations have no named speaker?"""

import marimo

app = marimo.App(width="medium", app_title="After publication, and without a name")

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
    # What was changed after publication

    An article that is read again with other words becomes a new version. `quote_changes` lists the quotations that
    were added, dropped or reworded from one version to the next. What was changed and changed back between two
    readings, nobody has seen.
    """)
    return


@app.cell
def _(news):
    changes = news.execute(
        """
        SELECT c.source_name AS outlet, c.title, c.change, c.speaker_name AS speaker, c.earlier_text, c.text,
            round(date_diff('minute', a.first_published_at, c.changed_at) / 60, 1) AS hours_later
        FROM quote_changes AS c
        INNER JOIN articles AS a USING (article_id)
        ORDER BY c.changed_at, c.change, c.text
        """
    ).df()
    changes  # noqa: B018
    return (changes,)


@app.cell
def _(changes):
    when = (
        alt.Chart(changes, title="Hours after publication")
        .mark_point(filled=True, size=90)
        .encode(
            x=alt.X("hours_later", title="hours later"),
            y=alt.Y("title", title=None, axis=alt.Axis(labelLimit=280)),
            yOffset="change",
            color=alt.Color("change", title="change"),
            tooltip=["outlet", "speaker", "change", "earlier_text", "text"],
        )
        .properties(width=420)
    )
    when  # noqa: B018
    return (when,)


@app.cell(hide_code=True)
def _():
    mo.md("""
    # Who has no name

    `anonymous`: the text leaves a source unnamed on purpose (“an official, who asked not to be named”). `unnamed`: an
    institution, a role or a group speaks. `open`: the text means somebody, but not beyond doubt whom.
    """)
    return


@app.cell
def _(news):
    naming = news.execute(
        """
        SELECT source_name AS outlet,
            CASE
                WHEN speaker_name IS NOT NULL THEN 'named'
                WHEN anonymity IS NOT NULL THEN 'anonymous'
                WHEN starts_with(unresolved, 'ambiguous') THEN 'open'
                ELSE 'unnamed'
            END AS speaker,
            count(*) AS quotations
        FROM who_said_what
        GROUP BY ALL
        ORDER BY outlet, speaker
        """
    ).df()
    return (naming,)


@app.cell
def _(naming):
    shares = (
        alt.Chart(naming, title="Share of quotations by how the speaker is given")
        .mark_bar()
        .encode(
            x=alt.X("quotations", stack="normalize", title="share", axis=alt.Axis(format="%")),
            y=alt.Y("outlet", title=None),
            color=alt.Color("speaker", sort=["named", "unnamed", "anonymous", "open"], title="speaker"),
            order=alt.Order("color_speaker_sort_index:Q"),
            tooltip=["outlet", "speaker", "quotations"],
        )
        .properties(width=420)
    )
    shares  # noqa: B018
    return (shares,)


if __name__ == "__main__":
    app.run()
