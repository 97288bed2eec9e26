"""A row of named values (JSON object, CSV row, Parquet row) into the fields of an article, by its column names."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any

from schemas.article import Evidence, RawFields
from schemas.rejection import Refusal
from tasks.read.blob import Blob, Outcome
from tasks.read.decode import decode, repair
from tasks.read.given import given_columns, has_text, refuse_missing, value_at
from tasks.read.names import fold, tables

_HTML = re.compile(r"</?(?:p|br|div|h[1-6]|ul|ol|li|a|em|strong|b|i|span|blockquote|figure|img)\b[^<>]*>", re.I)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|body)\b", re.I)
_MANY = ("bylines", "keywords")
# Values that exporters write where there is none.
_NOTHING = {"", "none", "null", "nan", "n/a", "na", "nat", "[]", "<na>", "undefined"}
_SECONDS = range(100_000_000, 10_000_000_000)
_NAME_KEYS = ("name", "fullname", "title", "value", "text", "literal", "label")


@cache
def _known() -> frozenset[str]:
    return frozenset(name for table in tables().values() for names in table.values() for name in names)


def known_columns(names: Iterable[str]) -> set[str]:
    """Those of the names, folded, that mean something for an article."""
    return {fold(name) for name in names if isinstance(name, str)} & _known()


def is_article(names: Collection[str], given: tuple[str, ...] = ()) -> bool:
    """Whether these columns can make an article: a given one, or one of title, body or page and another known one."""
    if given and has_text(names, given):
        return True
    known, fields = known_columns(names), tables()["fields"]
    return len(known) >= 2 and any(name in known for key in ("title", "body", "html") for name in fields[key])


@lru_cache(maxsize=1000)
def _order(names: tuple[str, ...], pairs: tuple[str, ...]) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """For each known table and key, the columns of this shape of row that may hold it, best first; given ones alone."""
    given = {(one.table, one.key): one.column for one in given_columns(pairs)}
    by_fold: dict[str, str] = {}
    for name in names:
        if name not in given.values():
            by_fold.setdefault(fold(name), name)
    return tuple(
        (table, key, found)
        for table, keys in tables().items()
        for key, wanted in keys.items()
        if (
            found := ((given[table, key],) if given[table, key] else ())
            if (table, key) in given
            else tuple(by_fold[name] for name in wanted if name in by_fold)
        )
    )


def article_of_row(
    blob: Blob, shape: str, row: Mapping[str, Any], payload: bytes, number: int | None, notes: tuple[str, ...] = ()
) -> Outcome:
    """The article of one row. Raises Refusal no_article_columns where nothing in it can be a title or a text."""
    values: dict[tuple[str, str], Any] = {}
    evidence: list[Evidence] = []
    repairs: dict[str, None] = dict.fromkeys(notes)
    for table, key, columns in _order(tuple(row), blob.hint.columns):
        for column in columns:
            value = _value(value_at(row, column), key in _MANY, repairs)
            if value:
                values[table, key] = value
                if table == "fields":
                    evidence.append(Evidence(field=key, rule=f"{shape}:{column}"))
                break
    fields = {key: value for (table, key), value in values.items() if table == "fields"}
    body, page = fields.pop("body", None), fields.pop("html", None)
    if not (body or page or fields.get("title")):
        refuse_missing(row, blob.hint.columns)
        wanted = ", ".join([*tables()["fields"]["title"][:2], *tables()["fields"]["body"][:3]])
        raise Refusal("no_article_columns", f"no title and no text; name the columns {wanted} …")
    found = {key: value for (table, key), value in values.items() if table == "source"}
    hint = blob.hint.model_copy(update=found) if found else blob.hint
    fetched_at = _instant(values.get(("fetched", "fetched_at")))
    extra = tuple(repairs)
    if body and _PAGE.search(body[:2000]):
        body, page = None, body
    if page and not body:
        known = RawFields(**fields, evidence=tuple(evidence))
        return blob.article(
            "html", payload, known, number=number, text=page, notes=extra, hint=hint, fetched_at=fetched_at
        )
    if body:
        fields["body_html" if _HTML.search(body) else "body_text"] = body
    known = RawFields(**fields, evidence=tuple(evidence))
    return blob.article(shape, payload, known, number=number, notes=extra, hint=hint, fetched_at=fetched_at)


def _value(value: Any, many: bool, repairs: dict[str, None]) -> Any:
    """A string (or a tuple of strings where there may be many), repaired; None for nothing."""
    if value is None or value is False:
        return None
    if isinstance(value, list | tuple):
        texts = tuple(text for item in value if (text := _text(item, repairs)))
        return texts if many else ("\n\n".join(texts) or None)
    text = _text(value, repairs)
    return (text,) if many and text else text


def _text(value: Any, repairs: dict[str, None]) -> str | None:
    if isinstance(value, bytes):
        value, notes = decode(value)
        repairs.update(dict.fromkeys(notes))
    if isinstance(value, str):
        if not value.isascii():
            value, notes = repair(value)
            repairs.update(dict.fromkeys(notes))
        value = value.strip()
        return None if len(value) < 10 and value.casefold() in _NOTHING else value
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _stamp(value)
    if isinstance(value, dict):
        by_fold = {fold(str(key)): item for key, item in value.items()}
        return next((text for key in _NAME_KEYS if (text := _text(by_fold.get(key), repairs))), None)
    return str(value)


def _stamp(value: float) -> str | None:
    """A number as text; one that can only be an instant (Unix seconds or milliseconds) as ISO 8601 in UTC."""
    if value != value:
        return None
    seconds = value / 1000 if int(value) // 1000 in _SECONDS else value
    if int(seconds) in _SECONDS and value > 100_000_000:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    return str(value)


def _instant(value: str | None) -> datetime | None:
    """When the crawler fetched it; without a zone UTC, as crawlers write it."""
    try:
        moment = datetime.fromisoformat(value) if value else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
