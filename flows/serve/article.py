"""An article: its text with names and quotations marked, where it came from, its versions and copies."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from flows.serve import changes as wording
from flows.serve.pages import NotHere, site_of
from flows.serve.queries import ask
from flows.serve.reading import Answer, Reader
from flows.serve.spans import Piece, Span, paragraphs

PARTS = ("title", "standfirst", "body")
_MOST_COPIES = 50
# So many ways of underlining tell speakers apart; after them they come round again, and the letters still differ.
_STYLES = 6


class Speaker(NamedTuple):
    """Who speaks in an article: a letter, a way of underlining, and what is known."""

    letter: str
    style: str
    name: str | None
    role: str | None
    person_id: str | None


class Marked(NamedTuple):
    """A quotation as a page shows it: its label, who speaks, and its row."""

    label: str
    speaker: Speaker
    row: dict[str, Any]


def article(request: Request) -> Response:
    """One version of an article; the current one where none is named."""
    site, article_id = site_of(request), request.path_params["article_id"]
    (versions,) = site.reader.ask(ask("article_versions", article=article_id))
    chosen = _chosen(versions, request.path_params.get("version"))
    given = {"version_id": chosen["version_id"]}
    shown, quotes, mentions, authors, evidence, checks = site.reader.ask(
        ask("article", article=article_id, version=chosen["version"]),
        ask("article_quotes", **given),
        ask("article_mentions", **given),
        ask("article_authors", **given),
        ask("article_evidence", **given),
        ask("run_checks", run=chosen["run_id"]),
    )
    row = shown.first
    assert row is not None
    marked = list(_marked(quotes))
    return site.page(
        request,
        "article.html",
        article=row,
        shown=shown,
        versions=versions,
        parts_of={part: _pieces(row[part] or "", part, marked, mentions) for part in PARTS},
        quotes=quotes,
        marked=marked,
        speakers=list(dict.fromkeys(one.speaker for one in marked)),
        mentions=mentions,
        named=_named(mentions),
        authors=authors,
        evidence=evidence,
        checks=checks,
        copies=_copies(site.reader, row),
        changes=_changes(site.reader, article_id, versions),
    )


def changes(request: Request) -> Response:
    """A version beside the one before it, and what changed."""
    site, article_id, version = site_of(request), request.path_params["article_id"], request.path_params["version"]
    (versions,) = site.reader.ask(ask("article_versions", article=article_id))
    _chosen(versions, version)
    if version == versions.rows[0]["version"]:
        raise NotHere("This is the first version, so there is none before it.")
    older = max(row["version"] for row in versions if row["version"] < version)
    before, after, quoted = site.reader.ask(
        ask("article", article=article_id, version=older),
        ask("article", article=article_id, version=version),
        ask("article_changes", article=article_id),
    )
    first, second = before.first, after.first
    assert first is not None
    assert second is not None
    return site.page(
        request,
        "changes.html",
        before=first,
        after=second,
        shown=after,
        versions=versions,
        pairs={part: wording.compare(first[part], second[part]) for part in PARTS if first[part] or second[part]},
        quoted=quoted,
        rows=[row for row in quoted if row["to_version"] == version],
    )


def _chosen(versions: Answer, version: int | None) -> dict[str, Any]:
    """The version asked for, else the current one, else the newest. Raises NotHere."""
    if not versions.rows:
        raise NotHere("No article has this id. It may have been forgotten, or the address was cut off; search for it.")
    if version is None:
        return next((row for row in versions if row["is_current"]), versions.rows[-1])
    for row in versions:
        if row["version"] == version:
            return row
    raise NotHere(f"The article has no version {version}; it has {len(versions)}.")


def _copies(reader: Reader, row: dict[str, Any]) -> Answer | None:
    if row["copy_group"] is None:
        return None
    return reader.ask(ask("article_copies", copy_group=row["copy_group"], limit=_MOST_COPIES))[0]


def _changes(reader: Reader, article_id: str, versions: Answer) -> Answer | None:
    return reader.ask(ask("article_changes", article=article_id))[0] if len(versions) > 1 else None


def _marked(quotes: Answer) -> Iterator[Marked]:
    """The quotations in the order of the text, each with its speaker's letter and its number."""
    speakers: dict[str, Speaker] = {}
    for number, row in enumerate(quotes, start=1):
        speaker = _speaker(row, speakers)
        yield Marked(f"{speaker.letter}{number}", speaker, row)


def _speaker(row: dict[str, Any], speakers: dict[str, Speaker]) -> Speaker:
    if row["speaker_name"] is None:
        return Speaker("?", "s-none", None, None, None)
    key = row["speaker_person_id"] or row["speaker_entity_id"] or row["speaker_name"]
    if key not in speakers:
        place = len(speakers)
        speakers[key] = Speaker(
            _letters(place), f"s-{place % _STYLES}", row["speaker_name"], row["speaker_role"], row["speaker_person_id"]
        )
    return speakers[key]


def _letters(place: int) -> str:
    """A … Z, AA, AB …"""
    before, letter = divmod(place, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + letter)


def _pieces(text: str, part: str, marked: Sequence[Marked], mentions: Answer) -> list[list[Piece]]:
    found = [("quote", one, one.row) for one in marked] + [("name", row, row) for row in mentions]
    spans = [Span(row["start_char"], row["end_char"], kind, about) for kind, about, row in found if row["part"] == part]
    return list(paragraphs(text, spans))


def _named(mentions: Answer) -> list[dict[str, Any]]:
    """Who and what is named, once each, in the order of the text."""
    found: dict[str, dict[str, Any]] = {}
    for row in mentions:
        one = found.setdefault(row["entity_id"], row | {"times": 0})
        one["times"] += 1
    return sorted(found.values(), key=lambda one: (one["type"] != "PERSON", -one["times"], one["name"]))
