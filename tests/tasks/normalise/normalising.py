"""Raw articles for the tests of normalising, and the one result of each."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from schemas.article import Article, RawArticle, RawFields, SourceHint
from schemas.rejection import Rejected
from tasks.normalise import Profiles, load_profiles, normalise_batch

DATA = Path(__file__).parents[2] / "data" / "normalise"
FETCHED = datetime(2024, 9, 12, 12, 0, tzinfo=UTC)
PROFILES: Profiles = load_profiles(None)
PROSE = (
    "The harbour board met on Tuesday to weigh a new quay for fishing boats, its first in forty years. "
    "Members heard from engineers, skippers and two schools before they put the question off until May."
)


def raw_page(html: str, url: str | None = "https://harbour.example/story", **hint: str) -> RawArticle:
    """A fetched page."""
    return RawArticle(
        ref="story.html",
        input_id="story.html",
        shape="html",
        payload=html.encode(),
        text=html,
        fields=RawFields(url=url),
        hint=SourceHint(**hint),
        fetched_at=FETCHED,
    )


def raw_fields(shape: str = "jsonl", hint: SourceHint | None = None, **fields: Any) -> RawArticle:
    """A record whose shape names its fields."""
    return RawArticle(
        ref="dump.jsonl#1",
        input_id="dump.jsonl#1",
        shape=shape,
        payload=b"{}",
        fields=RawFields(**fields),
        hint=hint or SourceHint(),
        fetched_at=FETCHED,
    )


def page(head: str = "", body: str = "", *, title: str = "Board puts off new quay") -> str:
    """A small page with two paragraphs of prose below `body`."""
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>'
        f"{body}<p>{PROSE}</p><p>{PROSE.replace('Tuesday', 'Wednesday')}</p></article></body></html>"
    )


def normalised(raw: RawArticle) -> Article:
    """The article of a raw one; fails the test where it was held."""
    (result,) = normalise_batch([raw], PROFILES)
    assert isinstance(result, Article), result
    return result


def held(raw: RawArticle) -> Rejected:
    """The rejection of a raw article; fails the test where it was let through."""
    (result,) = normalise_batch([raw], PROFILES)
    assert isinstance(result, Rejected), result
    return result
