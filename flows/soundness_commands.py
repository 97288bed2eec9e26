"""Commands for a warehouse that may be damaged: look it over, and make it again."""

import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.options import JsonOption, WarehouseOption

if TYPE_CHECKING:
    from schemas.run import RunRequest
    from schemas.settings import Settings
    from warehouse.recovery import Recovered


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(epilog="Example: copydesk verify --warehouse news.duckdb")(verify)
    app.command(epilog="Example: copydesk recover --warehouse news.duckdb --from /backup/news.duckdb")(recover)


def verify(warehouse: WarehouseOption = None, as_json: JsonOption = False) -> None:
    """Look the whole warehouse over: is it as every run must leave it.

    Reads every row; exits with 3 where something does not hold. The checksums are those of any copy with the same rows.
    """
    from schemas.settings import Settings
    from warehouse.invariants import verify as look_over

    settings = Settings.read(warehouse=warehouse)
    found = look_over(settings.place, lock_timeout=settings.lock_timeout)
    if as_json:
        print(found.model_dump_json())
    else:
        for name, table in found.tables.items():
            print(f"{name:<22}{table.rows:>12,} rows  {table.checksum}")
        for one in found.breaches:
            print(f"{one.invariant}: {one.count:,} do not hold, such as {'; '.join(one.examples)}. {one.promise}")
        print(f"{found.warehouse}: {'sound' if found.is_sound else 'not sound; `copydesk recover` mends it'}")
    raise typer.Exit(0 if found.is_sound else 3)


def recover(
    copies: Annotated[
        list[Path] | None,
        typer.Option("--from", help="A copy to recover from; may be repeated, the best first.", show_default=False),
    ] = None,
    warehouse: WarehouseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a damaged warehouse again, from itself or a copy.

    Keeps the broken file aside, and says what is missing and how to load it again.
    """
    from schemas.settings import Settings
    from warehouse.recovery import recover as make_again

    settings = Settings.read(warehouse=warehouse)
    done = make_again(
        settings.place,
        [*(copies or ()), *_published(settings)],
        now=datetime.now(UTC),
        lock_timeout=settings.lock_timeout,
    )
    print(done.model_dump_json() if as_json else "\n".join(_said(done)))


def _published(settings: "Settings") -> list[Path]:
    """The copies that publishing makes without being told where."""
    from warehouse.publish import default_copy

    return [copy for copy in (settings.published, default_copy(settings.place)) if copy]


def _said(done: "Recovered") -> list[str]:
    source = "itself" if done.made_from == "itself" else f"the copy {done.made_from_path}"
    said = [f"{done.warehouse} is whole again, made from {source}: {done.versions:,} versions of articles"]
    if done.last_load:
        said.append(f"  the last batch that it holds was loaded at {done.last_load:%Y-%m-%d %H:%M:%S} UTC")
    said += [f"  kept aside: {path}" for path in done.kept_aside]
    said += [f"  carried over: {count:,} rows of {table}" for table, count in done.decisions_kept.items()]
    if done.log_cut_at is not None:
        said.append("  its log was damaged; batches behind the damage are missing")
    if done.missing_runs:
        said.append("missing is what these runs loaded; run them again:")
        said += [f"  {_command(one.request)}" for one in done.missing_runs]
    elif done.log_cut_at is not None or not done.is_known:
        said.append("what was loaded after that is missing: run the same ingests and backfills again")
    return said


def _command(request: "RunRequest") -> str:
    """What to type to load the same inputs again."""
    options = {"--source": request.hint.name, "--since": request.since, "--until": request.until}
    given = [str(word) for option, value in options.items() if value for word in (option, value)]
    columns = ["--columns", ",".join(request.hint.columns)] if request.hint.columns else []
    return shlex.join(["copydesk", request.flow, *request.inputs, *given, *columns])
