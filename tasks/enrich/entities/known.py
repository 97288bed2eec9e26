"""Names of the data files in the text: countries, cities, peoples, organisations, and words that are no entity."""

from tasks.enrich.entities.facts import Known
from tasks.enrich.entities.page import CAPS, TITLE, Page


def known_names(page: Page) -> dict[int, tuple[int, Known]]:
    """Where a known name begins: its end and its entry; the longest wins, none overlap."""
    found: dict[int, tuple[int, Known]] = {}
    i = 0
    while i < len(page):
        match = _match(page, i)
        if match:
            found[i] = match
            i = match[0]
        else:
            i += 1
    return found


def _match(page: Page, i: int) -> tuple[int, Known] | None:
    word = page.words[i]
    if page.styles[i] == CAPS:
        word = word if len(word) <= 4 and word in page.facts.phrases else word.title()
    if "." in word and word not in page.facts.phrases:
        word = word.replace(".", "")
    for entry in page.facts.phrases.get(word, ()):
        end = i + len(entry.words)
        if end <= len(page) and _same(page, i, end, entry.words):
            if len(entry.words) == 1 and _ordinary(page, i, entry):
                continue
            return end, entry
    return None


def _same(page: Page, start: int, end: int, words: tuple[str, ...]) -> bool:
    text = page.words[start:end]
    if tuple(text) == words or (len(words) == 1 and text[0].replace(".", "") == words[0] and words[0].isupper()):
        return True
    if page.styles[start] == CAPS or page.styles[start] == TITLE:
        return [word.lower() for word in text] == [word.lower() for word in words]
    return False


def _ordinary(page: Page, i: int, entry: Known) -> bool:
    """Whether a one-word match is rather a word of the language: "Turkey" on a table, "US" as WE in capitals."""
    if page.styles[i] == CAPS and entry.words[0] in {"US", "IS", "WHO", "AP", "LA", "UN"}:
        return entry.words[0] != "UN"
    return entry.doubtful and not page.tags[i].startswith("NNP") and page.opens[i]
