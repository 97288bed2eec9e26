"""One JSON object into an article: ninjs, a post as WordPress serves it, or an object with the columns of news."""

from typing import Any

from tasks.read.blob import Blob, Outcome
from tasks.read.columns import article_of_row, is_article
from tasks.read.readers.ninjs import article_of_ninjs, is_ninjs
from tasks.read.wordpress import is_post, row_of_post


def is_article_object(row: Any, given: tuple[str, ...] = ()) -> bool:
    """Whether a JSON value can make an article; `given` are the columns that the user names."""
    if not isinstance(row, dict):
        return False
    row = _unwrapped(row, given)
    return is_ninjs(row) or is_post(row) or is_article(row, given)


def article_of_object(
    blob: Blob, shape: str, row: dict[str, Any], payload: bytes, number: int | None, notes: tuple[str, ...]
) -> Outcome:
    """The article of one object. Raises Refusal no_article_columns where nothing in it can be a title or a text."""
    row = _unwrapped(row, blob.hint.columns)
    if is_ninjs(row):
        return article_of_ninjs(blob, row, payload, number, notes)
    if is_post(row):
        row = row_of_post(row)
    return article_of_row(blob, shape, row, payload, number, notes)


def _unwrapped(row: dict[str, Any], given: tuple[str, ...]) -> dict[str, Any]:
    """A search engine's export wraps each record; an article may have a key of that name, too."""
    source = row.get("_source")
    return source if isinstance(source, dict) and not is_article(row, given) else row
