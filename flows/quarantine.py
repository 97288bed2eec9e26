"""copydesk quarantine and copydesk replay: look at what was held, try it again, let it pass, or drop it."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flows.options import (
    Format,
    FormatOption,
    JsonOption,
    ReportOption,
    SinceOption,
    StrictOption,
    WarehouseOption,
    WorkersOption,
)
from schemas.errors import SettingsError

if TYPE_CHECKING:
    from flows.replaying import Decision
    from warehouse.quarantine import Selection

app = typer.Typer(help="Show held records, let them pass, or drop them.", no_args_is_help=True, rich_markup_mode=None)

IdsArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[ID]...", help="Ids, or their first letters.", show_default=False)
]
ReasonOption = Annotated[
    str | None, typer.Option("--reason", help="Only those held for this reason.", show_default=False)
]
SourceOption = Annotated[str | None, typer.Option("--source", help="Only those of this outlet.", show_default=False)]
WhyOption = Annotated[str, typer.Option("--why", help="Why, for those who come after.", show_default=False)]
ByOption = Annotated[str | None, typer.Option("--by", help="Who decides; else the login name.", show_default=False)]


def add_to(commands: typer.Typer) -> None:
    """Register the commands."""
    commands.add_typer(app, name="quarantine")
    commands.command(epilog='Example: copydesk replay --reason no_body --source "Harbour News"')(replay)


@app.command("list", epilog="Example: copydesk quarantine list --reason markup --format csv")
def list_held(
    reason: ReasonOption = None,
    source: SourceOption = None,
    since: SinceOption = None,
    every: Annotated[bool, typer.Option("--all", help="Also what was released, dropped or replaced.")] = False,
    warehouse: WarehouseOption = None,
    output_format: FormatOption = Format.TABLE,
) -> None:
    """List the held records: reason, where from, how to mend."""
    from flows.output import print_rows
    from schemas.settings import Settings
    from warehouse.quarantine import HeldRecord, list_quarantine
    from warehouse.session import open_warehouse

    settings = Settings.read(warehouse=warehouse)
    selection = _selection(None, reason, source, since)
    with open_warehouse(settings.place, read_only=True, lock_timeout=settings.lock_timeout) as connection:
        found = list_quarantine(connection, selection, every_status=every)
    print_rows(HeldRecord.to_arrow(found), output_format.value)


@app.command(epilog="Example: copydesk quarantine show 3f2a")
def show(
    quarantine_id: Annotated[str, typer.Argument(metavar="ID", help="The id, or its first letters.")],
    warehouse: WarehouseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one held record with its raw input."""
    from flows.output import print_held
    from schemas.settings import Settings
    from warehouse.quarantine import show_quarantine
    from warehouse.session import open_warehouse

    settings = Settings.read(warehouse=warehouse)
    with open_warehouse(settings.place, read_only=True, lock_timeout=settings.lock_timeout) as connection:
        print_held(show_quarantine(connection, quarantine_id).model_dump(), as_json=as_json)


@app.command(epilog='Example: copydesk quarantine release 3f2a --why "a poem: the tags are part of it"')
def release(
    why: WhyOption,
    ids: IdsArgument = None,
    reason: ReasonOption = None,
    source: SourceOption = None,
    since: SinceOption = None,
    by: ByOption = None,
    warehouse: WarehouseOption = None,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let held articles pass the gate's rules that they failed. Who decided, and why, is kept."""
    from flows.output import print_failed, print_report
    from flows.replaying import release_held
    from flows.watch import watching
    from schemas.settings import Settings

    settings = Settings.read(warehouse=warehouse, workers=workers)
    selection = _named(_selection(ids, reason, source, since))
    with print_failed(as_json=as_json), watching(settings) as tell:
        report = release_held(selection, settings, _decision(by, why), tell=tell)
    print_report(report, as_json=as_json)


@app.command(epilog='Example: copydesk quarantine drop --reason empty_file --why "placeholders of the archive"')
def drop(
    why: WhyOption,
    ids: IdsArgument = None,
    reason: ReasonOption = None,
    source: SourceOption = None,
    since: SinceOption = None,
    by: ByOption = None,
    warehouse: WarehouseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Mark held records as not wanted: they are listed and replayed no more. Their raw input is kept."""
    from flows.output import print_counts
    from flows.replaying import drop_held
    from schemas.settings import Settings

    selection = _named(_selection(ids, reason, source, since))
    dropped = drop_held(selection, Settings.read(warehouse=warehouse), _decision(by, why))
    print_counts({"dropped": dropped}, as_json=as_json)


def replay(
    ids: IdsArgument = None,
    reason: ReasonOption = None,
    source: SourceOption = None,
    since: SinceOption = None,
    warehouse: WarehouseOption = None,
    workers: WorkersOption = None,
    report_to: ReportOption = None,
    strict: StrictOption = False,
    as_json: JsonOption = False,
) -> None:
    """Run held inputs again, after a mend.

    All of them, or those that are named: what passes now is loaded in the ordinary way.
    """
    from flows.output import print_failed, print_report
    from flows.replaying import replay_held
    from flows.watch import watching
    from schemas.settings import Settings

    settings = Settings.read(warehouse=warehouse, workers=workers, report=report_to)
    with print_failed(as_json=as_json), watching(settings) as tell:
        report = replay_held(_selection(ids, reason, source, since), settings, tell=tell)
    print_report(report, as_json=as_json)
    raise typer.Exit(1 if strict and report.held else 0)


def _selection(ids: list[str] | None, reason: str | None, source: str | None, since: datetime | None) -> "Selection":
    from warehouse.quarantine import Selection

    return Selection(ids=tuple(ids or ()), reason=reason, source=source, since=since.date() if since else None)


def _named(selection: "Selection") -> "Selection":
    """A decision is about records that somebody has named. Raises SettingsError where none are."""
    if not (selection.ids or selection.reason or selection.source or selection.since):
        raise SettingsError("name the records: their ids, or --reason, --source or --since")
    return selection


def _decision(by: str | None, why: str) -> "Decision":
    import getpass

    from flows.replaying import Decision

    if not why.strip():
        raise SettingsError("say why, for those who come after: --why TEXT")
    return Decision(by=by or getpass.getuser(), why=why)
