"""copydesk correct: what a person decides, as rows that the views apply and that can be undone."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.options import Format, FormatOption, JsonOption, WarehouseOption

if TYPE_CHECKING:
    import sqlalchemy as sa

    from schemas.decided import CorrectionRow
    from schemas.place import Place
    from warehouse.corrections import Decided

app = typer.Typer(
    help="Record a correction: people, speakers, quotations, dates. Kept over every re-run; each can be undone.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

ReasonOption = Annotated[str, typer.Option("--reason", "-r", help="Why, for those who come after.", show_default=False)]
ByOption = Annotated[str | None, typer.Option("--by", help="Who decides; else the login name.", show_default=False)]
WhoArgument = Annotated[str, typer.Argument(help="Id of an entity or person, its first letters, or a person's name.")]
QuoteArgument = Annotated[str, typer.Argument(metavar="QUOTE", help="Id of the quotation, or its first letters.")]


@app.command(epilog='Example: copydesk correct merge "Bob Okafor" "Robert Okafor" -r "his own website says so"')
def merge(
    who: WhoArgument,
    into: WhoArgument,
    reason: ReasonOption,
    by: ByOption = None,
    warehouse: WarehouseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Two entities of one article, or two people, are one, called as the second."""
    from warehouse import corrections

    _decide(lambda c, d: [corrections.merge(c, who, into, d)], reason, by, warehouse, as_json)


@app.command(epilog='Example: copydesk correct split "Ana Ruiz" --article 3f2a9c -r "the swimmer, not the minister"')
def split(
    who: WhoArgument,
    reason: ReasonOption,
    article: Annotated[
        list[str] | None, typer.Option("--article", help="Article that names somebody else.", show_default=False)
    ] = None,
    mention: Annotated[
        str | None, typer.Option("--mention", help="Words that mean somebody else.", show_default=False)
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="Whom the mention means.", show_default=False)] = None,
    by: ByOption = None,
    warehouse: WarehouseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Part a person in two (--article), or mentions from an entity of one article (--mention and --name)."""
    from schemas.errors import SettingsError
    from warehouse import corrections

    if (mention is None) != (name is None) or (mention and article):
        raise SettingsError("give --article as often as needed, or --mention together with --name")

    def parted(connection: "sa.Connection", decided: "Decided") -> "list[CorrectionRow]":
        if mention and name:
            return [corrections.split_entity(connection, who, mention, name, decided)]
        return corrections.split_person(connection, who, article or [], decided)

    _decide(parted, reason, by, warehouse, as_json)


@app.command(epilog='Example: copydesk correct rename "Zoe Marin" "Zoë Marín" -r "as she writes it"')
def rename(
    who: WhoArgument,
    name: Annotated[str, typer.Argument(help="The right name.")],
    reason: ReasonOption,
    by: ByOption = None,
    warehouse: WarehouseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a person everywhere, or an entity in its article, the right name."""
    from warehouse import corrections

    _decide(lambda c, d: [corrections.rename(c, who, name, d)], reason, by, warehouse, as_json)


@app.command(epilog='Example: copydesk correct speaker 8d41 "Ruth Adeyemi" -r "the recording"')
def speaker(
    quote: QuoteArgument,
    reason: ReasonOption,
    name: Annotated[str | None, typer.Argument(help="Who said it.", show_default=False)] = None,
    nobody: Annotated[bool, typer.Option("--nobody", help="Nobody can be named.")] = False,
    by: ByOption = None,
    warehouse: WarehouseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Name the right speaker of a quotation."""
    from schemas.errors import SettingsError
    from warehouse import corrections

    if (name is None) != nobody:
        raise SettingsError("give the name of the speaker, or --nobody")
    _decide(lambda c, d: [corrections.right_speaker(c, quote, name, d)], reason, by, warehouse, as_json)


@app.command("not-a-quote", epilog='Example: copydesk correct not-a-quote 8d41 -r "the title of a film"')
def not_a_quote(
    quote: QuoteArgument,
    reason: ReasonOption,
    by: ByOption = None,
    warehouse: WarehouseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that words are no quotation."""
    from warehouse import corrections

    _decide(lambda c, d: [corrections.not_a_quote(c, quote, d)], reason, by, warehouse, as_json)


@app.command(
    epilog='Example: copydesk correct date https://harbour.example/news/port 2024-03-05 -r "the print edition"'
)
def date(
    article: Annotated[str, typer.Argument(help="Id of the article, its first letters, or its address.")],
    value: Annotated[str, typer.Argument(help="2024-03-05, or 2024-03-05T21:45+08:00.")],
    reason: ReasonOption,
    by: ByOption = None,
    warehouse: WarehouseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give an article the right date of publication."""
    from warehouse import corrections

    _decide(lambda c, d: [corrections.wrong_date(c, article, value, d)], reason, by, warehouse, as_json)


@app.command("list", epilog="Example: copydesk correct list --all --format csv")
def list_(
    every: Annotated[bool, typer.Option("--all", help="Also those that were taken back.")] = False,
    warehouse: WarehouseOption = None,
    output_format: FormatOption = Format.TABLE,
) -> None:
    """List the corrections, latest first, and whether each applies."""
    from flows.output import print_rows
    from schemas.settings import Settings
    from warehouse.correction_list import ListedCorrection, list_corrections
    from warehouse.session import open_warehouse

    settings = Settings.read(warehouse=warehouse)
    with open_warehouse(settings.place, read_only=True, lock_timeout=settings.lock_timeout) as connection:
        print_rows(ListedCorrection.to_arrow(list_corrections(connection, every=every)), output_format.value)


@app.command(epilog="Example: copydesk correct undo 51c0")
def undo(
    correction: Annotated[str, typer.Argument(metavar="ID", help="Id of the correction, or its first letters.")],
    by: ByOption = None,
    warehouse: WarehouseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a correction back; the row stays, with who took it back and when."""
    from warehouse import corrections

    _decide(lambda c, d: [corrections.undo(c, correction, d)], "taken back", by, warehouse, as_json)


def decide(
    work: "Callable[[sa.Connection, Decided], Sequence[CorrectionRow]]",
    decided: "Decided",
    place: "Place",
    *,
    lock_timeout: float,
) -> "Sequence[CorrectionRow]":
    """Do the work as the one writer, in one transaction. Raises WarehouseBusy and what the work raises."""
    from warehouse.migrate import require_current
    from warehouse.session import WriterLock
    from warehouse.turns import in_turn

    require_current(place, lock_timeout=lock_timeout)
    with WriterLock(place, lock_timeout=lock_timeout):
        return in_turn(place, lambda one: work(one, decided), lock_timeout=lock_timeout, patience=lock_timeout)


def _decide(
    work: "Callable[[sa.Connection, Decided], Sequence[CorrectionRow]]",
    reason: str,
    by: str | None,
    warehouse: Path | None,
    as_json: bool,
) -> None:
    """Decide as the options say, and print what was decided."""
    import getpass

    from schemas.settings import Settings
    from warehouse.corrections import Decided

    settings = Settings.read(warehouse=warehouse)
    decided = Decided(by=by or getpass.getuser(), reason=reason, at=datetime.now(UTC))
    _print(decide(work, decided, settings.place, lock_timeout=settings.lock_timeout), as_json=as_json)


def _print(rows: "Sequence[CorrectionRow]", *, as_json: bool) -> None:
    import json

    if as_json:
        print(json.dumps({"corrections": [row.model_dump(mode="json") for row in rows]}, ensure_ascii=False))
        return
    for row in rows:
        said = f"{row.correction_id} {row.kind}"
        if row.undone_at:
            print(f"{said} taken back by {row.undone_by}")
        else:
            print(f"{said} holds; take it back with: copydesk correct undo {row.correction_id[:8]}")
