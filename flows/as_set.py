"""What the settings give a flow to work with: the limits of reading, the model at work, and where to publish."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flows.spreading import Spread, on_cluster
from schemas.settings import Settings
from tasks.enrich.enricher import Enricher
from tasks.read import ReadLimits, own_readers

if TYPE_CHECKING:
    from warehouse.publish import Published


def read_limits(settings: Settings) -> ReadLimits:
    """The limits and readers of the settings. Raises SettingsError for a reader that cannot be loaded."""
    own_readers(settings.readers)
    return ReadLimits(
        max_input_bytes=settings.max_input_bytes,
        max_article_chars=settings.max_article_chars,
        max_members=settings.max_members,
        max_depth=settings.max_depth,
        max_ratio=settings.max_ratio,
        timeout=settings.fetch_timeout,
        answer_time=settings.fetch_time,
        max_redirects=settings.max_redirects,
        host_interval=settings.host_interval,
        tries=settings.fetch_tries,
        obey_robots=settings.obey_robots,
        allow_private=settings.allow_private_addresses,
        readers=settings.readers,
    )


@contextmanager
def open_enricher(settings: Settings, spread: Spread = on_cluster) -> Iterator[Enricher]:
    """The model of the settings, in as many processes as they say or on their cluster."""
    with (
        spread(settings) as hand_out,
        Enricher(settings.model, settings.workers, **settings.article_limits, hand_out=hand_out) as enricher,
    ):
        yield enricher


def publish_as_set(settings: Settings, *, copy: Path | None = None, views: Path | None = None) -> "Published":
    """Publish to the places of the settings, or to those given; without either beside the warehouse."""
    from warehouse.publish import default_copy, publish

    return publish(
        settings.place,
        copy or settings.published or default_copy(settings.place),
        parquet=views or settings.published_views,
        now=datetime.now(UTC),
        lock_timeout=settings.lock_timeout,
    )
