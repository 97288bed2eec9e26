"""What a backfill would do: everything up to matching, and nothing written."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from flows.as_set import open_enricher, read_limits
from flows.gather import Gatherer
from flows.steps import Sorted, Steps
from schemas.article import MatchedArticle
from schemas.rejection import Rejected
from schemas.run import Forecast, RunRequest
from schemas.settings import Settings
from tasks.check import load_suites
from tasks.load.runs import loaded_inputs
from tasks.match.batch import match_batch
from tasks.match.known import Known, NothingKnown
from tasks.match.reader import WarehouseKnown
from tasks.normalise import load_profiles
from warehouse.migrate import schema_state
from warehouse.schema import SchemaState


def forecast(request: RunRequest, settings: Settings) -> Forecast:
    """Read, normalise and match, against the warehouse as it is: an article that stands in two batches counts twice.

    Raises WarehouseOutdated and what opening the warehouse raises; a warehouse that is not there yet is empty.
    """
    profiles, suites = load_profiles(settings.sources), load_suites(settings.suites)
    counts: Counter[str] = Counter()
    held: Counter[str] = Counter()
    with open_enricher(settings) as enricher:
        steps = Steps(request, settings, profiles, suites, enricher)
        loaded_before = _loaded_before(settings, steps)
        gatherer = Gatherer(request, read_limits(settings), size=settings.batch_size, scope="", cursors={})
        for batch in gatherer.batches():
            counts["inputs"] += len(batch.ended)
            if batch.digest(request) in loaded_before:
                counts["skipped_batches"] += 1
                continue
            counts["batches"] += bool(batch.records)
            on_its_way = steps.normalise(batch.records)
            counts["outside_range"] += on_its_way.outside_range
            counts["read"] += len(batch.records) - on_its_way.outside_range
            with _known(settings, steps) as known:
                counts += _states(known, on_its_way, held)
    return Forecast(**counts, held=dict(held.most_common()))


def _loaded_before(settings: Settings, steps: Steps) -> set[str]:
    if schema_state(settings.place, lock_timeout=settings.lock_timeout) is SchemaState.ABSENT:
        return set()
    with steps.open(read_only=True) as connection:
        return loaded_inputs(connection)


@contextmanager
def _known(settings: Settings, steps: Steps) -> Iterator[Known]:
    if schema_state(settings.place, lock_timeout=settings.lock_timeout) is SchemaState.ABSENT:
        yield NothingKnown()
        return
    with steps.open(read_only=True) as connection:
        yield WarehouseKnown(connection)


def _states(known: Known, on_its_way: Sorted, held: Counter[str]) -> Counter[str]:
    matched = match_batch(known, on_its_way.articles)
    rejected = [*on_its_way.rejected, *(one for one in matched if isinstance(one, Rejected))]
    held.update(one.reason for one in rejected)
    return Counter(one.state for one in matched if isinstance(one, MatchedArticle))
