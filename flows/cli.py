"""The command line. Every command imports what it needs when it runs, so that --help is quick."""

import atexit
import errno
import gc
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows import correct, expect, quarantine, reenrich_command, soundness_commands, telemetry, warehouse_commands
from flows.options import (
    STANDARD_OUTPUT,
    ColumnsOption,
    Format,
    FormatOption,
    Inputs,
    JsonOption,
    OutOption,
    ReportOption,
    SinceOption,
    SourceOption,
    StrictOption,
    UntilOption,
    WarehouseOption,
    WorkersOption,
)
from flows.serve import command as serve_command
from schemas.errors import SettingsError, UserError

if TYPE_CHECKING:
    from schemas.run import RunRequest
    from schemas.settings import Settings

# What a disk or its rights refuse is the user's to mend; a traceback would not help.
_OF_THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}
app = typer.Typer(
    name="copydesk",
    help="Raw news in; who said what, when, about whom, in which paper, in SQL out.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.command(epilog="Example: copydesk ingest examples/ --warehouse news.duckdb")
def ingest(
    inputs: Inputs,
    source: SourceOption = None,
    columns: ColumnsOption = "",
    warehouse: WarehouseOption = None,
    workers: WorkersOption = None,
    again: Annotated[bool, typer.Option("--again", help="Read inputs even where they have not changed.")] = False,
    report: ReportOption = None,
    strict: StrictOption = False,
    as_json: JsonOption = False,
) -> None:
    """Read articles and load them into the warehouse. The same input twice changes nothing."""
    from schemas.run import RunRequest

    settings = _settings(warehouse=warehouse, workers=workers, report=report)
    request = RunRequest.of("ingest", inputs, source=source, again=again, columns=_columns(columns))
    _run(request, settings, strict=strict, as_json=as_json)


@app.command(epilog="Example: copydesk backfill 'archive/2019/*.jsonl' --since 2019-01-01 --until 2019-06-30")
def backfill(
    inputs: Inputs,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    columns: ColumnsOption = "",
    warehouse: WarehouseOption = None,
    workers: WorkersOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    report: ReportOption = None,
    strict: StrictOption = False,
    as_json: JsonOption = False,
) -> None:
    """Load an archive in batches. Safe to kill and rerun.

    Batches that are loaded are skipped. Articles without a date are loaded whatever the dates asked for.
    """
    from schemas.run import RunRequest

    settings = _settings(warehouse=warehouse, workers=workers, report=report)
    request = RunRequest.of(
        "backfill",
        inputs,
        source=source,
        since=since.date() if since else None,
        until=until.date() if until else None,
        columns=_columns(columns),
    )
    if dry_run:
        from flows.forecast import forecast
        from flows.output import print_forecast

        print_forecast(forecast(request, settings), as_json=as_json)
        return
    _run(request, settings, strict=strict, as_json=as_json)


@app.command(epilog='Example: copydesk sql "SELECT speaker_name, text FROM who_said_what LIMIT 10"')
def sql(
    query: Annotated[str, typer.Argument(help="One SELECT statement.")],
    warehouse: WarehouseOption = None,
    output_format: FormatOption = Format.TABLE,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file.", show_default=False)
    ] = None,
) -> None:
    """Query the warehouse, read-only."""
    from flows.output import print_rows
    from warehouse.query import Bounds, run_query

    settings = _settings(warehouse=warehouse)
    bounds = Bounds(seconds=settings.query_timeout, rows=settings.query_rows)
    rows = run_query(settings.place, query, lock_timeout=settings.lock_timeout, bounds=bounds)
    print_rows(rows, output_format.value, output)


@app.command(epilog="Example: copydesk normalise incoming/ -o articles.jsonl; copydesk normalise --explain page.html")
def normalise(
    inputs: Inputs,
    output: OutOption = STANDARD_OUTPUT,
    source: SourceOption = None,
    columns: ColumnsOption = "",
    explain: Annotated[bool, typer.Option("--explain", help="Say which rule each value came from.")] = False,
    strict: StrictOption = False,
    as_json: JsonOption = False,
) -> None:
    """Read and normalise alone, to JSON lines.

    One object an article; held records come with their reason. With --explain and no --output, in words.
    """
    from flows.alone import normalise_to_file, print_explained
    from flows.output import print_counts
    from schemas.run import RunRequest

    settings = _settings()
    request = RunRequest.of("normalise", inputs, source=source, columns=_columns(columns))
    if explain and output == STANDARD_OUTPUT and not as_json:
        counts = print_explained(request, settings)
    else:
        counts = normalise_to_file(request, settings, output, explain=explain)
    print_counts(counts, as_json=as_json, beside=output)
    raise typer.Exit(1 if strict and counts["rejected"] else 0)


@app.command(epilog='Example: copydesk enrich texts.jsonl -o quotes.jsonl  (lines: {"doc_id": "a", "text": "…"})')
def enrich(
    texts: Annotated[Path, typer.Argument(help="JSONL with doc_id and text a line.", exists=True, dir_okay=False)],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="JSONL to write; - for standard output.", show_default=False)
    ] = None,
    explain: Annotated[
        Path | None,
        typer.Option("--explain", help="HTML page to write: which rule found what in one text.", show_default=False),
    ] = None,
    doc: Annotated[
        str | None, typer.Option("--doc", help="doc_id of the text to explain; else the first.", show_default=False)
    ] = None,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find entities and quotes in texts of your own.

    Writes JSON lines, with offsets into the text; or a page that says which rule found what.
    """
    from flows.alone import enrich_to_file, explain_to_file
    from flows.output import print_counts

    settings = _settings(workers=workers)
    if explain:
        print_counts(explain_to_file(texts, settings, explain, doc), as_json=as_json)
    if output:
        print_counts(enrich_to_file(texts, settings, output), as_json=as_json, beside=output)
    if not (explain or output):
        raise SettingsError("name a file to write: --output OUT.jsonl, or --explain PAGE.html")


@app.command(epilog="Example: copydesk doctor --json")
def doctor(warehouse: WarehouseOption = None, as_json: JsonOption = False) -> None:
    """Show what is installed, and what is wrong.

    Says where the warehouse is and whether it opens; exits with 3 where a run would fail.
    """
    from flows.doctor import examine, print_examination

    examination = examine(_settings(warehouse=warehouse))
    print_examination(examination, as_json=as_json)
    raise typer.Exit(0 if examination["healthy"] else 3)


reenrich_command.add_to(app)
quarantine.add_to(app)
expect.add_to(app)
app.add_typer(correct.app, name="correct")
warehouse_commands.add_to(app)
serve_command.add_to(app)
soundness_commands.add_to(app)


def _columns(given: str) -> tuple[str, ...]:
    from tasks.read.given import parse_columns

    return parse_columns(given)


def _settings(**given: object) -> "Settings":
    from schemas.settings import Settings

    return Settings.read(**given)


def _run(request: "RunRequest", settings: "Settings", *, strict: bool, as_json: bool) -> None:
    from flows.output import print_failed, print_report
    from flows.pipeline import run_pipeline
    from flows.watch import watching

    with print_failed(as_json=as_json), watching(settings) as tell:
        report = run_pipeline(request, settings, tell=tell)
    print_report(report, as_json=as_json)
    raise typer.Exit(1 if strict and report.held else 0)


def main() -> None:
    """Run the command line; exit 0 done, 1 held under --strict, 2 wrong usage or settings, 3 failed."""
    telemetry.switch_off()
    # Imports make objects by the hundred thousand, which all stay; and what is left at the end goes with the process:
    # to look through it for garbage, as Python does last of all, takes more than a second where the gate was loaded.
    gc.set_threshold(100_000, *gc.get_threshold()[1:])
    atexit.register(gc.freeze)
    try:
        app()
    except UserError as exc:
        print(f"copydesk: {exc}", file=sys.stderr)
        raise SystemExit(exc.exit_code) from exc
    except Exception as exc:
        if isinstance(exc, OSError) and exc.errno in _OF_THE_DISK:
            print(f"copydesk: {exc}; free space or check the rights, then run the same again", file=sys.stderr)
            raise SystemExit(3) from exc
        traceback.print_exc()
        print(f"copydesk: failed: {type(exc).__name__}: {exc}", file=sys.stderr)
        raise SystemExit(3) from exc
