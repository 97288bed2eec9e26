"""copydesk expect: what a source looks like in the warehouse, written down as suites to edit."""

from pathlib import Path
from typing import Annotated

import typer

from flows.options import JsonOption, WarehouseOption


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(epilog='Example: copydesk expect --from-source "Harbour News" --output suites/')(expect)


def expect(
    from_source: Annotated[str, typer.Option("--from-source", help="The outlet's name.", show_default=False)],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the suites.")] = Path("suites"),
    warehouse: WarehouseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Propose expectations from what a source is like.

    Writes suites that the source would pass, to be edited. All of them only warn at first.
    """
    from flows.output import print_counts
    from flows.proposals import read_profile, write_suites
    from schemas.settings import Settings
    from warehouse.session import open_warehouse

    settings = Settings.read(warehouse=warehouse)
    with open_warehouse(settings.place, read_only=True, lock_timeout=settings.lock_timeout) as connection:
        profile = read_profile(connection, from_source)
    written = write_suites(profile, output)
    print_counts(
        {"source": profile.source_name, "articles": profile.articles, "written": ", ".join(map(str, written))},
        as_json=as_json,
    )
