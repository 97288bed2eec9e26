"""What people and scripts see: rows, reports and progress."""

import csv
import json
import shlex
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any, TextIO

from schemas.errors import SettingsError

if TYPE_CHECKING:
    import pyarrow as pa

    from schemas.run import Alarm, Forecast, Reenriched, RunReport

_NARROW = 140
_COLUMN = 16
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_MOST_ALARMS = 20
_SENTENCE = 300


def print_rows(rows: "pa.Table", output_format: str, output: Path | None = None) -> None:
    """Print rows as table, json (one array of objects), csv or parquet, to `output` or to standard output."""
    if output_format == "parquet":
        _write_parquet(rows, output)
        return
    with _target(output) as target:
        write_rows(rows, output_format, target)


def write_rows(rows: "pa.Table", output_format: str, target: TextIO) -> None:
    """Write rows as table, json or csv; in CSV no text is a formula to a spreadsheet."""
    if output_format == "json":
        json.dump(rows.to_pylist(), target, ensure_ascii=False, default=_plain)
        target.write("\n")
    elif output_format == "csv":
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(rows.column_names)
        writer.writerows([_no_formula(_cell(value, ""), value) for value in row.values()] for row in rows.to_pylist())
    else:
        _print_table(rows, target)


def _write_parquet(rows: "pa.Table", output: Path | None) -> None:
    import pyarrow.parquet as pq

    if output is None and sys.stdout.isatty():
        raise SettingsError("parquet is not for a terminal; name a file with --output FILE")
    pq.write_table(rows, output or sys.stdout.buffer)


@contextmanager
def _target(output: Path | None) -> Iterator[Any]:
    if output is None:
        yield sys.stdout
    else:
        with output.open("w", encoding="utf-8", newline="") as file:
            yield file


def _print_table(rows: "pa.Table", target: Any) -> None:
    from rich.console import Console

    console = Console(file=target, width=None if target.isatty() else _NARROW, highlight=False, markup=False)
    # Too many columns to read side by side are printed below one another, a row a block.
    if rows.num_columns * _COLUMN > console.width:
        _print_blocks(rows, target)
    else:
        console.print(_grid(rows))
    console.print(f"{rows.num_rows:,} row{'' if rows.num_rows == 1 else 's'}")


def _grid(rows: "pa.Table") -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(header_style="bold")
    for name in rows.column_names:
        table.add_column(Text(name), overflow="fold")
    for row in rows.to_pylist():
        # Text, not str: square brackets in a quote are not markup.
        table.add_row(*(Text(_shown(value)) for value in row.values()))
    return table


def _print_blocks(rows: "pa.Table", target: Any) -> None:
    width = max(map(len, rows.column_names)) + 2
    for number, row in enumerate(rows.to_pylist(), 1):
        print(f"-- row {number}", file=target)
        for name, value in row.items():
            print(f"{name:<{width}}{_shown(value)}", file=target)


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return printable(_cell(value, "–"))


def printable(text: str) -> str:
    """Without control characters, which a hostile text could use to write over the terminal."""
    return "".join(char if char.isprintable() or char == "\n" else "�" for char in text)


def _cell(value: object, null: str) -> str:
    if value is None:
        return null
    return value if isinstance(value, str) else _text(_plain(value))


def _no_formula(cell: str, value: object) -> str:
    """A text that a spreadsheet would run as a formula gets an apostrophe; numbers stay numbers."""
    formula = isinstance(value, str) and cell.startswith(_FORMULA_STARTS)
    # A carriage return is not put in quotation marks by csv, and would end the row.
    return ("'" if formula else "") + cell.replace("\r\n", "\n").replace("\r", "\n")


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    """A value in JSON's types: times as ISO 8601, bytes as text."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, bool | int | float | list | dict) else str(value)


def print_report(report: "RunReport", *, as_json: bool) -> None:
    """The totals of a run."""
    if as_json:
        print(json.dumps(report.model_dump(mode="json"), ensure_ascii=False))
        return
    totals = report.totals
    print(f"{report.flow} {report.run_id} → {report.warehouse}")
    print(
        f"  {totals.read:,} read = {totals.loaded:,} loaded + {totals.unchanged:,} unchanged"
        f" + {totals.quarantined:,} quarantined; {report.quotes:,} quotes"
    )
    for run_id in report.crashed:
        print(f"  took over from run {run_id}, which had ended without a word")
    if report.unchanged_inputs:
        print(f"  {report.unchanged_inputs:,} inputs had not changed and were not read again (--again reads them)")
    if report.failed_batches:
        print(f"  batches that failed as a whole: {report.failed_batches:,}; their records are held")
    if report.skipped_batches:
        print(f"  batches skipped: {report.skipped_batches:,}; an earlier run had loaded them")
    if report.outside_range:
        print(f"  {report.outside_range:,} articles outside the dates asked for")
    if report.dropped:
        print(f"  {report.dropped:,} quarantined records had been dropped before")
    _print_held(report.held)
    _print_alarms(report.alarms)
    if report.held:
        # A lake is named by the settings alone.
        at = f" --warehouse {shlex.quote(report.warehouse)}" if Path(report.warehouse).exists() else ""
        print(f"  see: copydesk quarantine list{at}")


@contextmanager
def print_failed(*, as_json: bool) -> Iterator[None]:
    """Print the totals of a run too that went to its end and failed, before its error goes on."""
    from flows.pipeline import RunFailed

    try:
        yield
    except RunFailed as failed:
        print_report(failed.report, as_json=as_json)
        raise


def _print_held(held: Mapping[str, int]) -> None:
    for reason, count in held.items():
        print(f"  held: {count:,} {reason}")


def _print_alarms(alarms: "Sequence[Alarm]") -> None:
    """One line for each rule and source, with the first of its sentences."""
    told = Counter((alarm.severity, alarm.rule, alarm.source) for alarm in alarms)
    first = {(alarm.severity, alarm.rule, alarm.source): alarm.sentence for alarm in reversed(alarms)}
    for number, (about, count) in enumerate(told.items()):
        if number == _MOST_ALARMS:
            print(f"  and {len(told) - number:,} more; the table checks has them all")
            return
        severity, rule, _ = about
        times = f", {count:,} times" if count > 1 else ""
        print(f"  {severity} {rule}{times}: {shorten(printable(first[about]), _SENTENCE, placeholder='…]')}")


def print_counts(counts: Mapping[str, object], *, as_json: bool, beside: Path | None = None) -> None:
    """What a command did, in words or as one JSON object; on standard error where `beside` is standard output."""
    target = sys.stderr if str(beside) == "-" else sys.stdout
    if as_json:
        print(json.dumps(counts, ensure_ascii=False), file=target)
    else:
        print(", ".join(f"{name} {value}" for name, value in counts.items()), file=target)


def print_held(row: Mapping[str, Any], *, as_json: bool) -> None:
    """One held record: its fields, then its raw input."""
    if as_json:
        print(json.dumps(row, ensure_ascii=False, default=_plain))
        return
    for name, value in row.items():
        if name != "payload":
            print(f"{name + ':':<15}{printable(_cell(value, '–'))}")
    print("payload:")
    print(printable(_cell(row["payload"], "")))


def print_forecast(found: "Forecast", *, as_json: bool) -> None:
    """What a backfill would do."""
    if as_json:
        print(json.dumps(found.model_dump(mode="json"), ensure_ascii=False))
        return
    print(
        f"would load {found.batches:,} batches of {found.inputs:,} inputs; {found.skipped_batches:,} are loaded already"
    )
    print(f"  {found.read:,} records: {found.new:,} new, {found.changed:,} changed, {found.unchanged:,} known")
    if found.outside_range:
        print(f"  {found.outside_range:,} articles outside the dates asked for")
    for reason, count in found.held.items():
        print(f"  would be held: {count:,} {reason}")


def print_reenriched(found: "Reenriched", *, as_json: bool) -> None:
    """What a re-enrichment changed."""
    if as_json:
        print(json.dumps(found.model_dump(mode="json"), ensure_ascii=False))
        return
    totals = found.totals
    print(f"reenrich {found.run_id} → {found.warehouse}, {found.enrichment_version}")
    for run_id in found.crashed:
        print(f"  took over from run {run_id}, which had ended without a word")
    if found.staged:
        print(f"  {found.staged:,} versions have new results that wait; the same without --no-switch switches them")
    else:
        kept = f"{totals.quarantined:,} keep their earlier results"
        print(f"  {totals.loaded:,} of {totals.read:,} versions switched, {kept}")
    print(
        f"  quotes: {found.quotes_kept:,} kept, {found.quotes_gained:,} gained, {found.quotes_lost:,} lost, "
        f"{found.speakers_changed:,} with another speaker"
    )
    print(f"  names: {found.entities_gained:,} gained, {found.entities_lost:,} lost")
    _print_held(found.held)
    _print_alarms(found.alarms)
