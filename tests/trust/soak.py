"""A newsroom's day in fast motion: `python -m tests.trust.soak MINUTES [--seed N]`, or `--rounds N` for so many rounds.

In each round sources appear, grow and change, one run is killed as often as not, and a scheduled run follows; now and
then somebody corrects, replays, publishes, compacts or enriches anew. After each the warehouse is looked over as a
whole, every article that was ever written must be in it in its last wording, and memory and open files are counted.
"""

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from flows import telemetry
from flows.as_set import publish_as_set
from flows.pipeline import run_pipeline
from flows.reenrichment import reenrich_stored
from flows.replaying import replay_held
from schemas.run import RunRequest
from tasks.load.stored import Stale
from tests.benchmarks.articles import bodies
from tests.trust.fork_server import settings_of
from tests.trust.forked import Server, serving
from warehouse.compact import compact
from warehouse.corrections import Decided, not_a_quote
from warehouse.invariants import verify
from warehouse.publish import default_copy
from warehouse.quarantine import Selection
from warehouse.session import open_warehouse

# Rounds after which everything is imported and every cache is warm.
WARM = 4
MEMORY_MAY_GROW, FILES_MAY_GROW = 1.15, 2
_DAY = datetime(2024, 3, 1, 9, tzinfo=UTC)


class Newsroom:
    """The folder that the runs read, the warehouse that they fill, and what must be in it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.inputs, self.warehouse = folder / "in", folder / "news.duckdb"
        self.inputs.mkdir()
        self.dice = random.Random(seed)
        self.settings = settings_of({"warehouse": str(self.warehouse)})
        self.written: dict[str, str] = {}
        self._rows: dict[str, list[dict[str, str]]] = {}
        self._bodies = bodies(1_000_000, seed)
        self.round = 0

    def go_on(self) -> None:
        """A round's news: a source more, articles more, articles changed, a line that is cut off."""
        self.round += 1
        if not self._rows or self.dice.random() < 0.3:
            self._rows[f"paper-{len(self._rows)}"] = []
        for name in self.dice.sample(sorted(self._rows), min(2, len(self._rows))):
            rows = self._rows[name]
            if rows and self.dice.random() < 0.5:
                changed = self.dice.choice(rows)
                changed["body"] += f"\n\nCorrection {self.round}: an earlier version was wrong."
                changed["updated"] = self._now()
            rows += [self._article(name, len(rows) + number) for number in range(self.dice.randint(1, 3))]
            self._write(name, is_cut=self.dice.random() < 0.2)

    def _article(self, name: str, number: int) -> dict[str, str]:
        body = "\n\n".join(next(self._bodies).split("\n\n")[:3])
        return {
            "title": f"Story {number} of {name}", "url": f"https://{name}.example/{number}", "published": self._now(),
            "publication": name, "language": "en", "body": body,
        }  # fmt: skip

    def _now(self) -> str:
        return (_DAY + timedelta(minutes=5 * self.round)).isoformat()

    def _write(self, name: str, *, is_cut: bool) -> None:
        lines = [json.dumps(row) for row in self._rows[name]]
        cut = ['{"title": "Cut off", "body": '] if is_cut else []
        (self.inputs / f"{name}.jsonl").write_text("\n".join([*lines, *cut]) + "\n", encoding="utf-8")
        self.written |= {row["url"]: row["body"] for row in self._rows[name]}

    def ingest(self) -> None:
        run_pipeline(RunRequest.of("ingest", [str(self.inputs)]), self.settings)

    def kill_one(self, server: Server, work: str) -> None:
        """Begin a piece of work in another process, and kill it at a random moment."""
        server.run(work, self.warehouse.parent, inputs="in", seconds=self.dice.uniform(0, 3))

    def correct(self) -> None:
        with open_warehouse(self.warehouse) as connection:
            with connection.begin():
                quotes = list(connection.scalars(sa.text("SELECT quote_id FROM quotes ORDER BY quote_id")))
            if quotes:
                with connection.begin():
                    decided = Decided(by="desk", reason="a title", at=datetime.now(UTC))
                    not_a_quote(connection, self.dice.choice(quotes), decided)

    def replay(self) -> None:
        with open_warehouse(self.warehouse, read_only=True) as connection:
            held = connection.scalar(sa.text("SELECT count(*) FROM quarantine WHERE status = 'held'"))
        if held:
            replay_held(Selection(), self.settings)

    def publish(self) -> None:
        publish_as_set(self.settings)
        assert verify(default_copy(self.warehouse)).breaches == ()

    def compact(self) -> None:
        compact(self.warehouse, now=datetime.now(UTC))

    def reenrich(self) -> None:
        with open_warehouse(self.warehouse) as connection, connection.begin():
            connection.execute(
                sa.text("UPDATE article_versions SET enrichment_version = 'old' WHERE starts_with(article_id, '0')")
            )
        reenrich_stored(Stale(), self.settings)

    def look_over(self) -> None:
        """The invariants, and that the last wording of every article is the current one."""
        found = verify(self.warehouse)
        assert found.breaches == (), found.breaches
        with open_warehouse(self.warehouse, read_only=True) as connection:
            stored = dict(connection.execute(sa.text("SELECT url, body FROM articles")).tuples().all())
        lost = {url for url, body in self.written.items() if stored.get(url) != body}
        assert not lost, lost


def soak(newsroom: Newsroom, server: Server, more: Callable[[], bool]) -> dict[str, Any]:
    """Rounds for as long as there are more; the figures. Raises AssertionError for what was broken or lost."""
    memory, files, done = [], [], {"killed": 0, "runs": 0}
    extras = (newsroom.correct, newsroom.replay, newsroom.publish, newsroom.compact, newsroom.reenrich)
    while more():
        newsroom.go_on()
        if newsroom.dice.random() < 0.5:
            newsroom.kill_one(server, newsroom.dice.choice(["ingest", "ingest", "compact", "publish", "reenrich"]))
            done["killed"] += 1
        newsroom.ingest()
        done["runs"] += 1
        if newsroom.round > 1 and newsroom.dice.random() < 0.6:
            newsroom.dice.choice(extras)()
        newsroom.look_over()
        memory.append(_memory())
        files.append(sum(1 for _ in Path("/proc/self/fd").iterdir()))
    done |= {"rounds": newsroom.round, "articles": len(newsroom.written)}
    return done | {"megabytes": [round(one) for one in memory], "files": files}


def is_level(figures: dict[str, Any]) -> bool:
    """Whether the last third of the rounds needed as much memory and as many open files as the first after warming."""
    memory, files = figures["megabytes"][WARM:], figures["files"][WARM:]
    if not memory:
        return True
    third = max(1, len(memory) // 3)
    grown = statistics.median(memory[-third:]) / statistics.median(memory[:third])
    return grown <= MEMORY_MAY_GROW and max(files[-third:]) <= max(files[:third]) + FILES_MAY_GROW


def _memory() -> float:
    """Megabytes that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Print the figures as JSON; exit with 1 where memory or files grew."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("minutes", nargs="?", type=float, default=10.0)
    options.add_argument("--rounds", type=int)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    telemetry.switch_off()
    end = time.monotonic() + 60 * given.minutes
    with tempfile.TemporaryDirectory() as folder, serving() as server:
        newsroom = Newsroom(Path(folder), given.seed)

        def more() -> bool:
            return newsroom.round < given.rounds if given.rounds else time.monotonic() < end

        figures = soak(newsroom, server, more)
    print(json.dumps(figures | {"level": is_level(figures)}))
    raise SystemExit(not is_level(figures))


if __name__ == "__main__":
    main()
