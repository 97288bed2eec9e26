"""copydesk reenrich: enrich anew what the warehouse holds."""

from pathlib import Path
from typing import Annotated

import typer

from flows.options import JsonOption, SinceOption, StrictOption, UntilOption, WarehouseOption, WorkersOption


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(epilog='Example: copydesk reenrich --source "Harbour News" --changes changes.jsonl')(reenrich)


def reenrich(
    since: SinceOption = None,
    until: UntilOption = None,
    source: Annotated[
        str | None, typer.Option("--source", help="Name, domain or id of an outlet.", show_default=False)
    ] = None,
    rule: Annotated[
        str | None,
        typer.Option("--rule", help="Only articles with a quotation that this rule found.", show_default=False),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Also what is of this model and rule set already.")] = False,
    no_switch: Annotated[
        bool, typer.Option("--no-switch", help="Report what would change; the same without it then switches.")
    ] = False,
    changes: Annotated[
        Path | None,
        typer.Option("--changes", help="JSONL to write: each quotation gained, lost, reassigned.", show_default=False),
    ] = None,
    warehouse: WarehouseOption = None,
    workers: WorkersOption = None,
    strict: StrictOption = False,
    as_json: JsonOption = False,
) -> None:
    """Enrich anew, after the model or the rules changed. All new results take the old ones' place at once.

    No source is read again; a killed run is continued.
    """
    from flows.output import print_reenriched
    from flows.reenrichment import append_changes, reenrich_stored
    from flows.watch import watching
    from schemas.settings import Settings
    from tasks.load.stored import Stale

    settings = Settings.read(warehouse=warehouse, workers=workers)
    stale = Stale(
        since=since.date() if since else None, until=until.date() if until else None, source=source, rule=rule
    )
    with watching(settings) as tell:
        listener = append_changes(changes) if changes else None
        report = reenrich_stored(stale, settings, every=every, switch=not no_switch, tell=tell, tell_changes=listener)
    print_reenriched(report, as_json=as_json)
    raise typer.Exit(1 if strict and report.totals.quarantined else 0)
