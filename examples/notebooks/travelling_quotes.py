"""How does a quotation travel from the wire to the papers, and what is cut from it on the way?"""

import marimo

app = marimo.App(width="medium", app_title="How a quotation travels")

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
    # How a quotation travels

    `quote_copies` has one row for each quotation that several articles print, however trimmed; `who_said_what` has
    each printing. Both share `copy_key`. Who printed first is first in this warehouse: an outlet that is not read
    cannot be first.
    """)
    return


@app.cell
def _(news):
    # Each printing of words in quote marks that more than one outlet has, with what was kept of the longest wording.
    printings = news.execute(
        """
        SELECT c.text AS quotation, w.source_name AS outlet, w.speaker_name AS speaker, w.text,
            round(date_diff('minute', c.first_published_at, w.published_at) / 60, 1) AS hours_later,
            round(len(string_split(w.text, ' ')) / len(string_split(c.longest_text, ' ')), 2) AS kept
        FROM quote_copies AS c
        INNER JOIN who_said_what AS w USING (copy_key)
        WHERE c.sources > 1 AND w.type = 'direct'
        ORDER BY c.first_published_at, c.copy_key, w.published_at, outlet
        """
    ).df()
    return (printings,)


@app.cell
def _(printings):
    travels = (
        alt.Chart(printings, title="Hours after it was printed first; the larger, the more was kept")
        .mark_circle(opacity=0.85)
        .encode(
            x=alt.X("hours_later", title="hours later", scale=alt.Scale(padding=12)),
            y=alt.Y("quotation", sort=None, title=None, axis=alt.Axis(labelLimit=320)),
            size=alt.Size("kept", title="words kept", scale=alt.Scale(domain=[0, 1], range=[10, 220])),
            color=alt.Color("outlet", title="outlet"),
            tooltip=["outlet", "speaker", "text", alt.Tooltip("kept", format=".0%")],
        )
        .properties(width=420)
    )
    travels  # noqa: B018
    return (travels,)


@app.cell
def _(printings):
    trimmed = printings[printings["kept"] < 1][["speaker", "outlet", "hours_later", "kept", "text", "quotation"]]
    mo.vstack([mo.md("## What was cut"), trimmed])
    return (trimmed,)


@app.cell
def _(news):
    # Whose words, once printed, do the others take?
    givers = news.execute(
        """
        SELECT first_source_name AS outlet, count(*) AS quotations, sum(sources - 1)::BIGINT AS printed_by_others
        FROM quote_copies
        WHERE sources > 1
        GROUP BY outlet
        ORDER BY printed_by_others DESC, outlet
        """
    ).df()
    mo.vstack([mo.md("## From whom do the others take?"), givers])
    return (givers,)


if __name__ == "__main__":
    app.run()
