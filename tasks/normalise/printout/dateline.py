"""The dateline that opens wire copy and releases: place, date, agency, dash."""

import re
from dataclasses import dataclass

from tasks.normalise.printout.dates import is_date

_DASH = re.compile(r"\s*(?:\s--+|--+\s|\s[–—_-]|[–—](?=\s)|—)\s*")
_COLON = re.compile(r":\s+")
_AGENCY = re.compile(r"\s*(?:\((?P<paren>[^()]{2,40})\)|/(?P<wire>[A-Za-z][^/]{3,40})/)\s*$")
_PLACE = re.compile(r"[^\W\d_][^\W\d_.'’-]*\.?(?:[ '’/-]+(?:[^\W\d_][^\W\d_.'’-]*\.?))*")
_LONGEST = 120


@dataclass(frozen=True)
class Dateline:
    """The dateline as printed, without its dash; the text after it; its date and agency where it has them."""

    raw: str
    rest: str
    date: str | None
    agency: str | None


def split_dateline(paragraph: str) -> Dateline | None:
    """The dateline at the head of a first paragraph; None where there is none."""
    for separator in (_DASH, _COLON):
        mark = separator.search(paragraph, 0, _LONGEST)
        if mark and mark.start() >= 3 and len(paragraph) - mark.end() >= 20:
            found = _parse(paragraph[: mark.start()], separator is _COLON)
            if found:
                date, agency = found
                return Dateline(paragraph[: mark.start()].strip(), paragraph[mark.end() :].strip(), date, agency)
    return None


def _parse(head: str, before_colon: bool) -> tuple[str | None, str | None] | None:
    """The date and the agency of a dateline; None when the text is none."""
    agency = _AGENCY.search(head)
    place = head[: agency.start()] if agency else head
    date = None
    for comma in re.finditer(r",?\s+", place):
        if is_date(place[comma.end() :]):
            place, date = place[: comma.start()], place[comma.end() :].strip(" ,")
            break
    pieces = [piece.strip() for piece in place.split(",")]
    if not all(_PLACE.fullmatch(piece) and piece[0].isupper() for piece in pieces) or len(pieces) > 3:
        return None
    if any(len(piece.split()) > 5 for piece in pieces):
        return None
    shouted = pieces[0].isupper() and sum(char.isalpha() for char in pieces[0]) >= 3
    # A name before a colon may be a speaker, a word before a dash anything: the capitals or the agency tell.
    is_dateline = (shouted and (not before_colon or len(pieces) == 1)) or bool((agency or date) and not before_colon)
    if not is_dateline:
        return None
    return date, (agency["paren"] or agency["wire"]) if agency else None
