"""The gate's figures: of injected faults at least 99 of 100 are held, of good articles at most 1 of 1000."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from schemas.enrichment import EnrichedArticle
from tasks.check import Checked, check_batch, load_suites
from tests.benchmarks.enriched import enriched_articles
from tests.benchmarks.faults import KINDS, Injected, inject

ROWS = 20
GOOD = 100


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> list[EnrichedArticle]:
    return enriched_articles(tmp_path_factory.mktemp("figures"), GOOD)


@pytest.fixture(scope="module")
def injected(good: list[EnrichedArticle]) -> list[Injected]:
    return list(inject(good, ROWS))


@pytest.fixture(scope="module")
def checked(good: list[EnrichedArticle], injected: list[Injected]) -> Checked:
    batch = [*good, *(one.article for one in injected)]
    return check_batch(batch, suites=load_suites(), run_id="run", batch_id="batch", now=datetime.now(UTC))


def test_of_every_kind_of_fault_nearly_all_are_held(injected: list[Injected], checked: Checked) -> None:
    assert len(KINDS) >= 25
    missed = Counter(
        kind for one in checked.passed if (kind := one.matched.article.input_id.partition("#")[0]) in KINDS
    )
    assert missed.total() <= len(injected) * 0.01, missed
    assert all(count <= ROWS // 10 for count in missed.values()), missed


def test_no_good_article_is_held_beside_the_bad_ones(good: list[EnrichedArticle], checked: Checked) -> None:
    passed = {one.matched.article_id for one in checked.passed}
    assert [one.matched.article_id for one in good if one.matched.article_id not in passed] == []
