"""Which language a text is in, by its commonest words: enough to see that a tag and its text do not agree."""

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

_WORDS = Path(__file__).parent / "data" / "function_words.toml"

# Function words make up 30 to 50 per cent of prose in any of these languages; a text with few words, or a table of
# results, tells nothing.
_LEAST_WORDS = 40
_LEAST_SHARE = 0.15
_LEAST_LEAD = 2.0
# Under a tag whose words are not listed only plain English is told: any other find may be the tag's near relative.
_PLAIN_ENGLISH = 0.3


def base_language(tag: str | None) -> str | None:
    """The language of a BCP 47 tag without script and region, in lower case."""
    return tag.split("-")[0].lower() if tag else None


def language_by_words(text: str, tag: str | None) -> str | None:
    """The language whose function words clearly lead in the text; None where that is not clear."""
    lists = _function_words()
    words = Counter(text.lower().split())
    total = words.total()
    if total < _LEAST_WORDS:
        return None
    shares = sorted(
        ((sum(words[word] for word in listed) / total, name) for name, listed in lists.items()), reverse=True
    )
    (first, name), (second, _) = shares[:2]
    if first < _LEAST_SHARE or first < _LEAST_LEAD * second:
        return None
    known_tag = base_language(tag) in lists
    return name if known_tag or (name == "en" and first >= _PLAIN_ENGLISH) else None


@cache
def _function_words() -> dict[str, list[str]]:
    return tomllib.loads(_WORDS.read_text(encoding="utf-8"))
