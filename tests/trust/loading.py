"""Loading as runs do it, with a run's row and a ledger, but without a model: quick enough to be killed often."""

import os
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from schemas.article import Article
from schemas.enrichment import Enrichment
from schemas.keys import stable_key
from schemas.rows import BatchRow, RunRow
from schemas.run import RunRequest
from tasks.load import Batch, load_batch
from tasks.load.runs import finish_run, new_run, start_run
from tasks.match import WarehouseKnown, match_batch
from tests.benchmarks.articles import bodies
from tests.records import NOW, article, enriched, quote_of
from warehouse.migrate import migrate
from warehouse.session import open_warehouse

BATCH = 4


def articles(count: int, *, first: int = 0) -> list[Article]:
    """Articles with texts of their own, numbered from `first`."""
    return [
        article(
            canonical_url=f"https://harbour.example/{number}",
            url=f"https://harbour.example/{number}",
            title=f"Story {number}",
            body=body,
        )
        for number, body in enumerate(bodies(count, seed=first + 1), first)
    ]


def load_run(
    path: Path,
    given: Sequence[Article],
    *,
    die_after: int = -1,
    finish: bool = True,
    now: datetime = NOW,
    is_alive: Callable[[RunRow], bool | None] = lambda _run: None,
) -> None:
    """One backfill in batches of four; after `die_after` batches the process ends as if killed."""
    migrate(path)
    request = RunRequest(flow="backfill", inputs=("archive/",))
    run = new_run(
        flow="backfill", parameters=request.model_dump(mode="json", exclude={"flow"}), code_version="1",
        enrichment_version="model-1+rules-1", now=now,
    )  # fmt: skip
    with open_warehouse(path) as connection:
        start_run(connection, run, lease=timedelta(0), is_alive=is_alive)
    read = 0
    for number, start in enumerate(range(0, len(given), BATCH), start=1):
        if number - 1 == die_after:
            os._exit(9)
        loaded = _load(path, given[start : start + BATCH], run.run_id, number, now)
        read += loaded.read_count if loaded.run_id == run.run_id else 0
    if finish:
        with open_warehouse(path) as connection:
            finish_run(connection, run.run_id, read=read, now=now)


def _load(path: Path, given: Sequence[Article], run_id: str, number: int, now: datetime) -> BatchRow:
    with open_warehouse(path, read_only=True) as connection:
        matched = [one for one in match_batch(WarehouseKnown(connection), given) if hasattr(one, "state")]
    digest = stable_key(*(one.content_hash for one in given))
    ledger = Batch(run_id=run_id, number=number, input_digest=digest, read=len(given), is_stable=True)
    fresh = [one for one in matched if one.state != "unchanged"]
    with open_warehouse(path) as connection:
        return load_batch(
            connection, ledger, now=now,
            enriched=[enriched(one, _found(one.article)) for one in fresh],
            unchanged=[one for one in matched if one.state == "unchanged"],
        )  # fmt: skip


def _found(of: Article) -> Enrichment:
    """A quotation an article: the text's last sentence."""
    dice = random.Random(of.title)
    start = of.body.rindex(" ", 0, dice.randint(len(of.body) // 2, len(of.body) - 1)) + 1
    return Enrichment(quotes=(quote_of(of.body[start:], of.body, speaker="Nora Achebe"),))
