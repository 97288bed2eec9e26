"""Stable keys: the one place where identifiers are made, so that runs and machines agree."""

import hashlib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# What ASCII characters become when text is folded; bytes of others stay.
_BLANKED = bytes(byte if byte > 127 or chr(byte).isalnum() else ord(" ") for byte in range(256))


def stable_key(*parts: object) -> str:
    """32 hex digits (128 bits of BLAKE2b) over the parts; None and "" differ, and so does how parts are cut."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        encoded = b"\x00" if part is None else b"\x01" + str(part).encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()


def fold(text: str) -> str:
    """Text for comparison: NFKC, case folded, letters and digits only, one space between words."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    # ASCII all at once; of the rest only the words that hold any.
    words = folded.encode("utf-8", "surrogatepass").translate(_BLANKED).decode("utf-8", "surrogatepass").split()
    if not folded.isascii():
        words = " ".join([word if word.isascii() else _kept(word) for word in words]).split()
    return " ".join(words)


def _kept(word: str) -> str:
    return "".join([char if char.isalnum() or unicodedata.combining(char) else " " for char in word])


def content_hash(title: str | None, standfirst: str | None, body: str) -> str:
    """The key of an article's wording: white space is folded, every other character counts."""
    return stable_key(*(None if part is None else " ".join(part.split()) for part in (title, standfirst, body)))


def payload_key(payload: bytes) -> str:
    """32 hex digits over a raw input."""
    return hashlib.blake2b(payload, digest_size=16).hexdigest()


def forgetting_keys(article_id: str, urls: Iterable[str], wordings: Iterable[tuple[str, str]]) -> set[str]:
    """What is kept of an article that is forgotten: keys of its id, its addresses, its (source_id, content_hash) pairs.

    A wording counts within its source only: another outlet's copy is another article.
    """
    keys = {stable_key("article", article_id)}
    keys |= {stable_key("url", url) for url in urls}
    return keys | {stable_key("wording", *wording) for wording in wordings}


# Every row of a version carries it, so it is asked for some hundred times an article.
@lru_cache(maxsize=1024)
def version_key(article_id: str, wording: str, repeat: int = 0) -> str:
    """The key of a version: of its wording, not its number, which a late old version shifts.

    `repeat` says how many versions of the article had the same wording before.
    """
    return stable_key(article_id, wording, *((repeat,) if repeat else ()))


def wording_number(text_key: str) -> int:
    """A text_key as a number of 60 bits, for tables in which 32 digits would be too many; the order is the same."""
    return int(text_key[:15], 16)
