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
    app.command(epilog="Example: copydesk forget --person 'Ana Kowalski' --dry-run")(forget)
    app.command(epilog="Example: copydesk compact --warehouse news.duckdb")(compact)
    app.command(epilog="Example: copydesk move news.duckdb   (with lake_catalog and lake_data in copydesk.toml)")(move)
    app.command(epilog="Example: copydesk size --format json")(size)


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
    found = search_rows(settings.place, words, where.value, limit=limit, lock_timeout=settings.lock_timeout)
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
    """Make a copy that readers may keep open.

    It is whole at every moment: notebooks and dashboards read it while flows load.
    """
    from flows.as_set import publish_as_set
    from flows.output import print_counts
    from schemas.settings import Settings

    done = publish_as_set(Settings.read(warehouse=warehouse), copy=to, views=parquet)
    if as_json:
        print(done.model_dump_json())
        return
    print(f"published {done.copy_path} ({done.copy_bytes:,} bytes)")
    if done.parquet_folder:
        print(f"views in {done.parquet_folder}:")
        print_counts(done.parquet_rows, as_json=False)


def forget(
    article: Annotated[
        list[str] | None, typer.Option("--article", help="Id or address; may be repeated.", show_default=False)
    ] = None,
    person: Annotated[
        list[str] | None,
        typer.Option("--person", help="Full name, entity_id or person_id; may be repeated.", show_default=False),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go; change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    warehouse: WarehouseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Forget articles or people for good.

    In every table, raw input and published copy; they do not come back with the next load.
    """
    from flows.forgetting import forget_for_good, print_forgotten
    from schemas.errors import SettingsError
    from schemas.settings import Settings

    settings = Settings.read(warehouse=warehouse)
    if not article and not person:
        raise SettingsError("nothing named; say whom or what with --person NAME or --article ID")
    rehearsal = forget_for_good(settings, articles=article or (), people=person or (), dry_run=True)
    if not dry_run and not yes:
        print_forgotten(rehearsal, as_json=False)
        typer.confirm("Forget this for good? It cannot be undone", abort=True, err=True)
    done = rehearsal if dry_run else forget_for_good(settings, articles=article or (), people=person or ())
    print_forgotten(done, as_json=as_json)


def compact(warehouse: WarehouseOption = None, as_json: JsonOption = False) -> None:
    """Write the file anew, without what was deleted.

    Frees space, and makes searching quicker.
    """
    from datetime import UTC, datetime

    from schemas.settings import Settings
    from warehouse.compact import compact as write_anew

    settings = Settings.read(warehouse=warehouse)
    done = write_anew(settings.place, now=datetime.now(UTC), lock_timeout=settings.lock_timeout)
    if as_json:
        print(done.model_dump_json())
    else:
        print(f"{settings.place}: {done.bytes_before:,} bytes before, {done.bytes_after:,} after")


def size(warehouse: WarehouseOption = None, output_format: FormatOption = Format.TABLE) -> None:
    """Show rows and bytes of every table."""
    from flows.output import print_rows
    from schemas.settings import Settings
    from warehouse.size import TableSize, table_sizes

    settings = Settings.read(warehouse=warehouse)
    sizes = table_sizes(settings.place, lock_timeout=settings.lock_timeout)
    print_rows(TableSize.to_arrow(sizes), output_format.value)


def move(
    file: Annotated[Path, typer.Argument(help="The DuckDB file whose rows are moved.", exists=True, dir_okay=False)],
    as_json: JsonOption = False,
) -> None:
    """Copy a warehouse into the lake of the settings.

    The lake must be empty. The file stays as it is.
    """
    from flows.output import print_counts
    from schemas.errors import SettingsError
    from schemas.place import Lake
    from schemas.settings import Settings
    from warehouse.move import move as move_rows

    settings = Settings.read()
    if not isinstance(settings.place, Lake):
        raise SettingsError("no lake to move to; set lake_catalog and lake_data (docs/scaling.md)")
    print_counts(move_rows(file, settings.place, lock_timeout=settings.lock_timeout), as_json=as_json)
