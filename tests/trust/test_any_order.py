"""In whatever order and batches articles arrive, the warehouse ends the same: versions, copies, quotations, people."""

import functools
import itertools
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.article import Article
from schemas.enrichment import Enrichment, Entity, Mention, Role
from tests.benchmarks.articles import bodies
from tests.records import VALLEY, article, moment, quote_of, span
from tests.warehouses import ingest, new_warehouse, rows
from warehouse.invariants import verify

STORIES = list(bodies(3, seed=8))
SAID = "“We had no choice but to close the port before the storm came in,” said Mayor Ana Kowalski."
TRIMMED = "“no choice but to close the port before the storm came in,” said Ana Kowalski, mayor."


def told(number: int, body: str, day: int, **fields: Any) -> Article:
    url = f"https://harbour.example/{number}"
    day_of = moment(f"2024-03-{day:02}")
    return article(canonical_url=url, url=url, title=f"Story {number}", body=body, published=day_of, **fields)


# Three versions of one article, of which one is short; three copies of one story in two papers, one of them trimmed;
# one quotation in full, trimmed and in a copy; one person in all, with roles that agree.
ARTICLES = [
    told(1, f"{STORIES[0]}\n\n{SAID}", 5),
    told(1, f"{STORIES[0]}\n\n{SAID}\n\nIt was corrected.", 6),
    told(1, "It was taken out and put back.", 7),
    told(2, f"{STORIES[0]}\n\n{TRIMMED}", 6, source=VALLEY),
    told(3, f"{STORIES[0]}\n\n{SAID}\n\nOur own paper adds a line.", 8),
    told(4, f"{STORIES[1]}\n\n{TRIMMED}", 4),
    told(5, STORIES[2], 4, source=VALLEY),
]
STATE = {
    "versions": "SELECT version_id, article_id, version, is_current, first_published_at FROM article_versions",
    "copies": "SELECT version_id, copy_group FROM article_versions",
    "urls": "SELECT article_id, url, source_id FROM article_urls",
    "quotes": "SELECT quote_id, version, copy_key, speaker_entity_id, speaker_person_id FROM quotes",
    "people": "SELECT entity_id, version, person_id, evidence FROM entities",
    "names": "SELECT name_key, name, evidence, person_id FROM person_names",
    "wordings": "SELECT text_key, copy_key FROM quote_wordings",
    "signatures": "SELECT version_id, band_key FROM minhash_bands",
    "documents": "SELECT version_id, words FROM search_documents",
    "terms": "SELECT term, document FROM (SELECT term, unnest(documents) AS document FROM search_terms)",
}


def found_in(of: Article) -> Enrichment:
    """The mayor, and what she said."""
    for text in (SAID, TRIMMED):
        if text in of.body:
            name = span("Ana Kowalski", of.body)
            role = span("Mayor" if "Mayor" in text else "mayor", of.body)
            mayor = Entity(
                key="e1", type="PERSON", name="Ana Kowalski", mentions=(Mention(**name.model_dump()),),
                roles=(Role(**role.model_dump(), role="mayor"),),
            )  # fmt: skip
            quote = quote_of(text.split(" said")[0], of.body, speaker="Ana Kowalski")
            return Enrichment(entities=(mayor,), quotes=(quote.model_copy(update={"speaker_entity": "e1"}),))
    return Enrichment()


def state_after(batches: Sequence[Sequence[int]]) -> dict[str, list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        path = new_warehouse(Path(folder))
        for batch in batches:
            given = [ARTICLES[number].model_copy(update={"ref": f"{number}.html"}) for number in batch]
            ingest(path, given, found={one.ref: found_in(one) for one in given})
        assert {one.invariant for one in verify(path).breaches} <= {"rows_have_runs", "ledger_and_tables_agree"}
        return {name: sorted(repr(row) for row in rows(path, sql)) for name, sql in STATE.items()}


@functools.cache
def expected() -> dict[str, list[str]]:
    """All in one batch, as they stand."""
    return state_after([list(range(len(ARTICLES)))])


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.permutations(range(len(ARTICLES))), st.sets(st.integers(1, len(ARTICLES) - 1)))
def test_any_order_of_arrival_gives_the_same_warehouse(order: list[int], cuts: set[int]) -> None:
    bounds = [0, *sorted(cuts), len(order)]
    batches = [order[start:end] for start, end in itertools.pairwise(bounds)]

    found = state_after(batches)

    assert {name for name in STATE if found[name] != expected()[name]} == set(), batches
