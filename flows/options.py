"""Options that several commands share."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"


Inputs = Annotated[list[str], typer.Argument(help="Files, folders, globs, feeds, manifests, http(s) addresses.")]
WarehouseOption = Annotated[Path | None, typer.Option("--warehouse", help="DuckDB file.", show_default=False)]
SourceOption = Annotated[
    str | None, typer.Option("--source", help="Outlet of inputs that do not name one.", show_default=False)
]
ColumnsOption = Annotated[
    str,
    typer.Option(
        "--columns",
        metavar="FIELD=COLUMN,…",
        help="Which column of a table holds which field: title=hl,body=text.",
        show_default=False,
    ),
]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, help="Processes that enrich.", show_default=False)
]
ReportOption = Annotated[
    Path | None, typer.Option("--report", help="Folder for Data Docs of what the gate tried.", show_default=False)
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Exit with 1 when a record was held.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object for scripts.")]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print the rows.")]
STANDARD_OUTPUT = Path("-")
OutOption = Annotated[
    Path, typer.Option("--output", "-o", help="File to write; else standard output.", show_default=False)
]
_DAY = {"formats": ["%Y-%m-%d"], "metavar": "YYYY-MM-DD", "show_default": False}
SinceOption = Annotated[datetime | None, typer.Option("--since", help="From this day on.", **_DAY)]
UntilOption = Annotated[datetime | None, typer.Option("--until", help="Up to this day, the day included.", **_DAY)]
