"""Commands that look after a warehouse: search it, publish it, measure it, tidy it, forget what must go."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.options import Format, FormatOption, JsonOption, WarehouseOption


class Where(StrEnum):
    """What a search looks in."""

    ARTICLES = "articles"
    QUOTES = "quotes"


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(epilog="""Example: copydesk search 'harbour "port authority" clos*' --in quotes""")(search)
    app.command(epilog="Example: copydesk publish --to /srv/news.duckdb --parquet /srv/news")(publish)


def search(
    words: Annotated[str, typer.Argument(help='Words that must all occur; "a phrase"; the beginning of a word: clos*')],
    where: Annotated[Where, typer.Option("--in", help="Texts of articles, or quotations.")] = Where.ARTICLES,
    limit: Annotated[int, typer.Option(min=1, help="Print so many, the best first.")] = 20,
    warehouse: WarehouseOption = None,
    output_format: FormatOption = Format.TABLE,
) -> None:
    """Search the current articles, or the quotations in them."""
    from flows.output import print_rows
    from schemas.settings import Settings
    from warehouse.search import search_rows

    settings = Settings.read(warehouse=warehouse)
    found = search_rows(settings.warehouse, words, where.value, limit=limit, lock_timeout=settings.lock_timeout)
    print_rows(found, output_format.value)


def publish(
    to: Annotated[
        Path | None, typer.Option("--to", help="The copy; without it beside the warehouse.", show_default=False)
    ] = None,
    parquet: Annotated[
        Path | None, typer.Option("--parquet", help="Also write the views to this folder.", show_default=False)
    ] = None,
    warehouse: WarehouseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a copy for readers, whole at every moment: notebooks and dashboards may keep it open while flows load."""
    from flows.output import print_counts
    from flows.pipeline import publish_as_set
    from schemas.settings import Settings

    done = publish_as_set(Settings.read(warehouse=warehouse), copy=to, views=parquet)
    if as_json:
        print(done.model_dump_json())
        return
    print(f"published {done.copy_path} ({done.copy_bytes:,} bytes)")
    if done.parquet_folder:
        print(f"views in {done.parquet_folder}:")
        print_counts(done.parquet_rows, as_json=False)
