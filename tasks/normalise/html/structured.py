"""Structured data of a page: the JSON-LD object of its article."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

_ARTICLE_TYPE = re.compile(
    r"(?:article|posting|report|analysis|opinion)$|^(?:review|claimreview|newsarticle)", re.IGNORECASE
)
_NOT_ARTICLE_TYPE = re.compile(r"^(?:discussionforumposting|jobposting|socialmediaposting)$", re.IGNORECASE)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_CONTROL = re.compile(r"[\x00-\x1f]+")
_DEEPEST = 12


@dataclass(frozen=True)
class StructuredData:
    """The article objects of a page, in order, every object by its @id, and all objects."""

    articles: list[dict[str, Any]] = field(default_factory=list)
    by_id: dict[str, dict[str, Any]] = field(default_factory=dict)
    objects: list[dict[str, Any]] = field(default_factory=list)


def read_structured(scripts: Iterable[str]) -> StructuredData:
    """The objects of JSON-LD scripts; a script that is not JSON is skipped."""
    objects = [item for script in scripts for item in _walk(_load(script) or _salvaged(script), 0)]
    articles = [item for item in objects if is_article(item)]
    by_id: dict[str, dict[str, Any]] = {}
    for item in objects:
        identifier = item.get("@id")
        # The fullest object of an id describes it; the others only point at it.
        if isinstance(identifier, str) and len(item) > len(by_id.get(identifier, ())):
            by_id[identifier] = item
    return StructuredData(articles, by_id, objects)


def is_article(item: dict[str, Any]) -> bool:
    """Whether an object is an article by its type."""
    return any(_ARTICLE_TYPE.search(name) and not _NOT_ARTICLE_TYPE.match(name) for name in types_of(item))


def types_of(item: dict[str, Any]) -> list[str]:
    """The object's types without their vocabulary."""
    types = item.get("@type")
    names = types if isinstance(types, list) else [types]
    return [name.rsplit("/", 1)[-1] for name in names if isinstance(name, str)]


def _load(script: str) -> Any:
    text = script.strip().removeprefix("<!--").removesuffix("-->").strip()
    text = (
        text.removeprefix("//<![CDATA[")
        .removeprefix("<![CDATA[")
        .removesuffix("//]]>")
        .removesuffix("]]>")
        .strip()
        .rstrip(";")
    )
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", _CONTROL.sub(" ", text)), html.unescape(text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


_ARTICLE_IN_TEXT = re.compile(r'"@type"\s*:\s*"(\w*Article|\w*Posting)"')
_PAIR = re.compile(r'"(headline|datePublished|dateModified|articleSection)"\s*:\s*("(?:[^"\\\n]|\\.)*")')


def _salvaged(script: str) -> dict[str, Any] | None:
    """The plain values of an article object in a script that is broken JSON."""
    kind = _ARTICLE_IN_TEXT.search(script)
    if not kind:
        return None
    pairs = {match[1]: _load(match[2]) for match in reversed(list(_PAIR.finditer(script)))}
    return {"@type": kind[1], **pairs}


def _walk(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Every object in a JSON value that has a type or an id, outer before inner."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, depth)
    elif isinstance(value, dict):
        if "@type" in value or "@id" in value:
            yield value
        for item in value.values():
            if isinstance(item, dict | list):
                yield from _walk(item, depth + 1)


Candidate = tuple[str, str]


def json_values(item: dict[str, Any], key: str) -> list[Candidate]:
    """The strings of one key of an object, each with its rule."""
    return [(f"json-ld:{key}", text) for text in strings_of(item.get(key))]


def strings_of(value: Any, key: str = "name") -> list[str]:
    """The strings of a JSON-LD value: itself, its `key`, or those of its members."""
    if isinstance(value, str):
        return [clean(value)] if value.strip() else []
    if isinstance(value, list):
        return [text for item in value for text in strings_of(item, key)]
    if isinstance(value, dict):
        return strings_of(value.get(key, value.get("@value")), key)
    return []


def clean(text: str) -> str:
    """A string of a page's data as text: entities decoded (twice: many sites encode twice), white space folded."""
    return " ".join(html.unescape(html.unescape(text)).split())
