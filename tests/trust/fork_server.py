"""A process that has everything imported and the model loaded, and forks a child for each piece of work.

The child does the work as a command would, and is killed by SIGKILL: before or after its n-th commit point, or after
so many seconds. One line of JSON in, one line out. Nothing of the product knows that it is being killed.
"""

import json
import mmap
import os
import signal
import struct
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

from flows.as_set import publish_as_set
from flows.pipeline import run_pipeline
from flows.reenrichment import reenrich_stored
from schemas.run import RunRequest
from schemas.settings import Settings
from tasks.load.stored import Stale
from tests.flows.warm_server import warm_up
from warehouse.compact import compact
from warehouse.migrate import migrate
from warehouse.recovery import recover

# A file that takes another's place, or goes, is a commit of its kind.
_FILE_EVENTS = ("os.rename", "os.remove")
_COUNT = struct.Struct("q")


def settings_of(given: dict[str, str]) -> Settings:
    return Settings.read(warehouse=Path(given["warehouse"]), batch_size=4, article_timeout=0, max_failed_batches=0)


def _run(flow: Any, given: dict[str, str]) -> None:
    run_pipeline(RunRequest.of(flow, [given["inputs"]]), settings_of(given))


def _publish(given: dict[str, str]) -> None:
    publish_as_set(settings_of(given), views=Path(given["warehouse"]).with_name("views"))


def _recover(given: dict[str, str]) -> None:
    recover(Path(given["warehouse"]), [], now=datetime.now(UTC))


WORKS: dict[str, Callable[[dict[str, str]], object]] = {
    "ingest": lambda given: _run("ingest", given),
    "backfill": lambda given: _run("backfill", given),
    "reenrich": lambda given: reenrich_stored(Stale(), settings_of(given)),
    "publish": _publish,
    "create": lambda given: migrate(Path(given["warehouse"])),
    "migrate": lambda given: migrate(Path(given["warehouse"])),
    "compact": lambda given: compact(Path(given["warehouse"]), now=datetime.now(UTC)),
    "recover": _recover,
}


class _Points:
    """Counts the commit points of this process, and kills it at one."""

    def __init__(self, counted: mmap.mmap, at: int | None, folder: str) -> None:
        self._counted, self._at, self._folder = counted, at, folder
        self._count = 0

    def pass_one(self) -> None:
        if self._count == self._at:
            os.kill(os.getpid(), signal.SIGKILL)
        self._count += 1
        self._counted[: _COUNT.size] = _COUNT.pack(self._count)

    def watch(self) -> None:
        commit = DefaultDialect.do_commit

        def do_commit(dialect: DefaultDialect, connection: Any) -> None:
            self.pass_one()
            commit(dialect, connection)
            self.pass_one()

        def hear(event: str, arguments: tuple[Any, ...]) -> None:
            if event in _FILE_EVENTS and str(arguments[0]).startswith(self._folder):
                self.pass_one()

        DefaultDialect.do_commit = do_commit  # type: ignore[method-assign]
        sys.addaudithook(hear)


def _work(asked: dict[str, Any], counted: mmap.mmap) -> None:
    """In the child: the work, to its end or to the kill."""
    folder = str(Path(asked["warehouse"]).parent)
    _Points(counted, asked.get("at"), folder).watch()
    code = 3
    try:
        WORKS[asked["work"]](asked)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _forked(asked: dict[str, Any]) -> dict[str, Any]:
    counted = mmap.mmap(-1, _COUNT.size)
    started = time.monotonic()
    child = os.fork()
    if not child:
        _work(asked, counted)
    if (seconds := asked.get("seconds")) is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    (points,) = _COUNT.unpack(counted[: _COUNT.size])
    return {"code": os.waitstatus_to_exitcode(status), "points": points, "seconds": time.monotonic() - started}


def main() -> None:
    """Serve until the input ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a run prints must not be taken for an answer
    warm_up()
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(_forked(json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
