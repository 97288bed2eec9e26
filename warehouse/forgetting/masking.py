"""Masking people who are to be forgotten: their rows go, and their names in texts give way to as many blocks.

A masked text has as many code points as before, so that every offset still holds. One function serves both what is
already stored and what is about to be loaded.
"""

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from schemas.flatten import RowSet
from schemas.keys import stable_key
from schemas.names import fold_name
from schemas.record import Record
from schemas.rows import ArticleUrlRow, ArticleVersionRow, EntityRow, MentionRow

BLOCK = "█"
PARTS = ("title", "standfirst", "body")
# Names of more words than this are not looked for in texts.
LONGEST_NAME = 6
# A shorter mention stands for too many things to be masked wherever it occurs in its article.
SHORTEST_MENTION = 3
# A word with the accents that may be written as characters of their own.
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
_FREE_TEXTS = {
    "article_versions": (
        "url", "url_given", "section", "dateline", "published_raw", "rights", "keywords", "source_ref",
        "title", "standfirst", "body",
    ),
    "article_authors": ("name",),
    "evidence": ("raw",),
    "entities": ("name", "evidence"),
    "roles": ("role", "affiliation", "place"),
    "quotes": ("speaker_name", "speaker_role", "speaker_affiliation", "relayed_by", "anonymity_reason", "hedge_text"),
}  # fmt: skip
# Field with a text, and the offsets that it must agree with.
_SPANS = {
    "mentions": (("text", "start_char", "end_char"),),
    "roles": (("text", "start_char", "end_char"),),
    "quoted_terms": (("text", "start_char", "end_char"),),
    "quotes": (
        ("text", "start_char", "end_char"),
        ("cue_text", "cue_start_char", "cue_end_char"),
        ("speaker_text", "speaker_start_char", "speaker_end_char"),
        ("addressee_text", "addressee_start_char", "addressee_end_char"),
    ),
}  # fmt: skip

Spans = set[tuple[int, int]]
Row = TypeVar("Row", bound=Record)


def person_key(name: str) -> str:
    """What is kept of a forgotten person: the hash of the folded name, without title and accents."""
    return stable_key("person", fold_name(name))


@dataclass(frozen=True)
class Forgotten:
    """Whom to mask: people by the hashes of their names, and single entities by their ids."""

    person_keys: frozenset[str] = frozenset()
    entity_ids: frozenset[str] = field(default=frozenset())

    def names(self, name: str | None) -> bool:
        """Whether the name is a forgotten person's."""
        return bool(name and self.person_keys and person_key(name) in self.person_keys)

    def spans(self, text: str) -> Spans:
        """Where forgotten people are named in full, whatever the case and the signs between the words."""
        if not self.person_keys:
            return set()
        words = [(found.start(), found.end(), _folded(found[0])) for found in _WORD.finditer(text)]
        found: Spans = set()
        for first in range(len(words)):
            name = ""
            for start_of_last, end, word in words[first : first + LONGEST_NAME]:
                name = f"{name} {word}" if start_of_last != words[first][0] else word
                if _key_of_folded(name) in self.person_keys:
                    found.add((words[first][0], end))
        return found

    def mask(self, text: str) -> str:
        """The text without the names."""
        return blocked(text, self.spans(text))


def blocked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with blocks for every character in the spans that is not white space."""
    for start, end in spans:
        text = text[:start] + re.sub(r"\S", BLOCK, text[start:end]) + text[end:]
    return text


def mask_rows(rows: RowSet, forgotten: Forgotten) -> RowSet:
    """The rows without the forgotten people: theirs are left out, and what names them is masked."""
    if not forgotten.person_keys and not forgotten.entity_ids:
        return rows
    gone = {row.entity_id for row in rows.entities if _is_forgotten(row, forgotten)}
    mentions: dict[str, list[MentionRow]] = defaultdict(list)
    for mention in rows.mentions:
        if mention.entity_id in gone:
            mentions[mention.version_id].append(mention)
    masks = {
        row.version_id: _VersionMask(row, mentions.get(row.version_id, ()), forgotten) for row in rows.article_versions
    }
    kept = {
        "article_versions": rows.article_versions,
        "article_authors": [row for row in rows.article_authors if not forgotten.names(row.name)],
        "evidence": rows.evidence,
        "entities": [row for row in rows.entities if row.entity_id not in gone],
        "mentions": [row for row in rows.mentions if row.entity_id not in gone],
        "roles": [row for row in rows.roles if row.entity_id not in gone],
        "quotes": [
            row for row in rows.quotes if row.speaker_entity_id not in gone and not forgotten.names(row.speaker_name)
        ],
        "quoted_terms": rows.quoted_terms,
    }
    masked = {
        table: tuple(masks[row.version_id].row(table, row) for row in of)  # type: ignore[attr-defined]
        for table, of in kept.items()
    }
    return rows.model_copy(update={**masked, "article_urls": mask_urls(rows.article_urls, forgotten)})


def mask_urls(rows: Sequence[ArticleUrlRow], forgotten: Forgotten) -> tuple[ArticleUrlRow, ...]:
    """The addresses without the names; those that are equal now stand once."""
    masked = [row.model_copy(update={"url": forgotten.mask(row.url)}) for row in rows]
    return tuple({(row.article_id, row.url, row.source_id): row for row in masked}.values())


def _is_forgotten(row: EntityRow, forgotten: Forgotten) -> bool:
    return row.entity_id in forgotten.entity_ids or forgotten.names(row.name)


class _VersionMask:
    """Masks the rows of one version: full names anywhere, and there also the short forms that mean the person."""

    def __init__(self, version: ArticleVersionRow, mentions: Sequence[MentionRow], forgotten: Forgotten) -> None:
        self._forgotten = forgotten
        texts = [getattr(version, part) or "" for part in PARTS]
        # Who is named in full is meant by the surname alone too, whether or not enrichment saw it.
        surnames = {_WORD.findall(text[start:end])[-1] for text in texts for start, end in forgotten.spans(text)}
        short = sorted(
            (word for word in surnames | {row.text for row in mentions} if len(word) >= SHORTEST_MENTION),
            key=len,
            reverse=True,
        )
        self._short = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, short))})(?!\w)") if short else None
        spans = {part: self._spans(getattr(version, part) or "") for part in PARTS}
        for row in mentions:
            spans[row.part].add((row.start_char, row.end_char))
        self._parts = {part: blocked(getattr(version, part) or "", found) for part, found in spans.items()}

    def row(self, table: str, row: Row) -> Row:
        changed: dict[str, Any] = {}
        for name in _FREE_TEXTS.get(table, ()):
            value = getattr(row, name)
            if table == "article_versions" and name in self._parts:
                changed[name] = value and self._parts[name]
            elif isinstance(value, str):
                changed[name] = self._mask(value)
            elif value:
                changed[name] = tuple(map(self._mask, value))
        part = self._parts[getattr(row, "part", "body")]
        for name, start, end in _SPANS.get(table, ()):
            if getattr(row, start) is not None and getattr(row, name) is not None:
                changed[name] = part[getattr(row, start) : getattr(row, end)]
        if table == "quotes" and self._forgotten.names(row.relayed_by):  # type: ignore[attr-defined]
            changed["relayed_by"] = None
        differing = {name: value for name, value in changed.items() if value != getattr(row, name)}
        return row.model_copy(update=differing) if differing else row

    def _spans(self, text: str) -> Spans:
        found = self._forgotten.spans(text)
        if self._short:
            found |= {match.span() for match in self._short.finditer(text)}
        return found

    def _mask(self, text: str) -> str:
        return blocked(text, self._spans(text))


@functools.lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    return fold_name(word)


def _key_of_folded(name: str) -> str:
    return stable_key("person", name)
