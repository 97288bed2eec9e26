"""Quote marks: which stretches of a text stand inside them. A state machine, one pass over the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas.enrichment import Marks

_MARK = re.compile(r"''|``|[\"“”„‟«»‘’‚‛'`‹›]")
_PARAGRAPH = re.compile(r"[^\n]+")
_CLOSES: dict[str, tuple[str, ...]] = {
    "“": ("”",),
    "”": ("”",),
    "„": ("“", "”"),
    "«": ("»",),
    "»": ("«",),
    "‹": ("›",),
    '"': ('"', "''"),
    "``": ("''",),
    "''": ("''",),
    "‘": ("’",),
    "‚": ("‘", "’"),
    "'": ("'",),
}
_SINGLE = frozenset("‘’‚‛'`‹›")
# Words that begin with an apostrophe of omission: no quotation starts there.
_OMISSION = re.compile(r"['‘’](?:em|til|tis|twas|cause|bout|round|n|\d0s|\d\ds?)\b", re.IGNORECASE)
_SPEECH_THEN_OPEN = re.compile(
    r"\b(?:said|says|told|added|asked|wrote|replied|continued)\b[^“”\"]{0,40}[.:,;]\s*$", re.IGNORECASE
)
_WHOLE_CURLY = re.compile("“[^“”]+[,.?!]”")


@dataclass(frozen=True, slots=True)
class Marked:
    """One stretch inside quote marks: [start, end) with its marks, within one paragraph."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    state: Marks
    single: bool = False
    continues: bool = False
    """Continues the marked stretch before it: the same quotation over a paragraph's end."""


@dataclass(slots=True)
class _Open:
    mark: str
    start: int
    inner: int
    continues: bool = False


def find_marks(text: str) -> list[Marked]:
    """The outermost marked stretches in text order; one over several paragraphs is one stretch in each.

    Apostrophes and inches are not marks; a mark that never closes ends with its paragraph (`unclosed`), or goes on in
    the next paragraph where that re-opens it (`reopened`) or is the first to close it.
    """
    found: list[Marked] = []
    carried: _Open | None = None
    paragraphs = [(match.start(), match.end()) for match in _PARAGRAPH.finditer(text)]
    for number, (start, end) in enumerate(paragraphs):
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        stretches, still_open = _pair(text, start, end, carried)
        if still_open and _is_stray(text, still_open, end, following):
            more, still_open = _pair(text, still_open.inner, end, None)
            stretches += more
        found += stretches
        carried = None
        if still_open:
            stretch, carried = _at_paragraph_end(text, still_open, end, following)
            found += stretch
    return found


def _at_paragraph_end(
    text: str, opened: _Open, end: int, following: tuple[int, int] | None
) -> tuple[list[Marked], _Open | None]:
    """The stretch that is still open where its paragraph ends, and how it goes on in the next."""
    goes_on = _goes_on(text, opened.mark, following)
    if goes_on == "no" and opened.mark in _SINGLE:
        return [], None
    state: Marks = "unclosed" if goes_on == "no" else "reopened"
    while end > opened.inner and text[end - 1].isspace():
        end -= 1
    if end - opened.inner < 2:
        return [], None
    stretch = Marked(opened.start, end, opened.inner, end, state, opened.mark in _SINGLE, opened.continues)
    if goes_on == "no" or following is None:
        return [stretch], None
    first = _skip_space(text, following[0])
    width = len(opened.mark) if goes_on == "reopened" else 0
    return [stretch], _Open(opened.mark, first, first + width, continues=True)


def _is_stray(text: str, opened: _Open, end: int, following: tuple[int, int] | None) -> bool:
    """`"Tan rose, shouting “No!”`: a straight mark that nothing closes, before speech in marks of its own."""
    if opened.mark != '"' or opened.continues or not _WHOLE_CURLY.search(text, opened.inner, end):
        return False
    return _goes_on(text, opened.mark, following) != "closed_later"


def _goes_on(text: str, mark: str, following: tuple[int, int] | None) -> str:
    if following is None:
        return "no"
    start, end = following
    first = _skip_space(text, start)
    if text.startswith(mark, first):
        return "reopened"
    if mark == '"' and text.startswith("“", first):
        return "no"  # a quotation in marks of its own
    for match in _MARK.finditer(text, start, end):
        if match[0] == mark == "'":
            return "no"
        if match[0] in _CLOSES[mark] and (match[0] != mark or _may_close(text, match.start(), match.end())):
            return "closed_later" if mark not in _SINGLE and not _may_open(text, match.start(), match.end()) else "no"
        if match[0] == mark:
            return "no"
    return "no"


def _pair(text: str, start: int, end: int, carried: _Open | None) -> tuple[list[Marked], _Open | None]:
    """Pair the marks of one paragraph; the outermost stretches and what is left open."""
    stretches: list[Marked] = []
    outer: _Open | None = carried
    inner: list[_Open] = []
    marks = [match for match in _MARK.finditer(text, start, end) if not carried or match.start() >= carried.inner]
    singles = _single_closers(text, marks)
    left = sum(match[0] == '"' for match in marks)
    for number, match in enumerate(marks):
        mark, at, after = match[0], match.start(), match.end()
        left -= mark == '"'
        current = inner[-1] if inner else outer
        if current and _closes(text, current, match, number, singles, left):
            if inner:
                inner.pop()
                continue
            stretches.append(_closed(outer, at, after))
            outer = None
        elif (
            outer
            and not inner
            and mark == outer.mark == "“"
            and _SPEECH_THEN_OPEN.search(text, max(outer.inner, at - 80), at)
        ):
            # The mark before was never closed: its cue stands before this one.
            stretches.append(Marked(outer.start, _rstrip(text, at), outer.inner, _rstrip(text, at), "unclosed"))
            outer = _Open(mark, at, after)
        elif outer and _closes_outer(outer, inner, mark):
            inner.clear()
            stretches.append(_closed(outer, at, after))
            outer = None
        elif _opens(text, match, number, singles, current) or (
            not inner and (_nests(text, marks, number) if outer else _is_misplaced(text, marks, number))
        ):
            if outer is None:
                outer = _Open(mark, at, after)
            elif ((mark in _SINGLE) != (outer.mark in _SINGLE) or mark == "“") and not inner:
                inner.append(_Open(mark, at, after))
    return stretches, outer


def _closed(opened: _Open | None, at: int, after: int) -> Marked:
    assert opened is not None
    return Marked(opened.start, after, opened.inner, at, "closed", opened.mark in _SINGLE, opened.continues)


def _closes_outer(outer: _Open, inner: list[_Open], mark: str) -> bool:
    """A double closing mark also ends a single quotation inside it that was left open."""
    return bool(inner) and outer.mark not in _SINGLE and mark in _CLOSES[outer.mark]


def _closes(
    text: str, current: _Open, match: re.Match[str], number: int, singles: dict[int, int], quotes_left: int
) -> bool:
    mark, at, after = match[0], match.start(), match.end()
    if mark == "“" and current.mark in "“”":
        # An opening mark where a quotation ends is a slip of the keyboard.
        return _may_close(text, at, after) and not _may_open(text, at, after)
    if {mark, current.mark} <= {"“", "”", '"'} and mark != current.mark and mark not in _CLOSES[current.mark]:
        # Curly at one end and straight at the other: only where neither has a right partner in the paragraph.
        near = max(current.inner, at - 2000)
        if mark == "”" and text.rfind("“", near, at) > text.rfind("”", near, at):
            return False
        return _may_close(text, at, after) and not _may_open(text, at, after) and not _has_partner(text, current, at)
    if mark not in _CLOSES[current.mark]:
        return False
    if current.mark in _SINGLE:
        return singles.get(current.start) == number
    if mark != '"':
        return True
    if quotes_left % 2 and text[at - 1].isdigit() and after < len(text) and text[after] == " ":
        return False  # inches: another closing mark follows
    return _may_close(text, at, after) or text[at - 2 : at] in ("' ", "’ ")


def _has_partner(text: str, current: _Open, at: int) -> bool:
    """Whether a mark of the right style closes the quotation within the next 2,000 characters of its paragraph."""
    end = text.find("\n", at)
    stretch = text[at + 1 : min(end if end >= 0 else len(text), at + 2000)]
    partner = min((found for mark in _CLOSES[current.mark] if (found := stretch.find(mark)) >= 0), default=-1)
    return partner >= 0 and not 0 <= stretch.find(current.mark) < partner


def _opens(text: str, match: re.Match[str], number: int, singles: dict[int, int], current: _Open | None) -> bool:
    mark, at, after = match[0], match.start(), match.end()
    if mark in _SINGLE and mark not in "«‹":
        return at in singles
    if mark in ("”", "»", "›", "''"):
        # A closing mark at the head of a quotation is a slip of the keyboard, or German use of «».
        heads = at == 0 or text[at - 1] == "\n"
        return current is None and mark in _CLOSES and (_may_open(text, at, after) or (heads and mark == "”"))
    if mark == "“" and current:
        return False
    if mark == '"':
        return _may_open(text, at, after)
    return mark in _CLOSES


def _nests(text: str, marks: list[re.Match[str]], number: int) -> bool:
    """`“what he calls “the shed” is home”`: a curly mark within the same marks, where both find their closing ones."""
    match = marks[number]
    if match[0] != "“" or not _may_open(text, match.start(), match.end()):
        return False
    following = [later[0] for later in marks[number + 1 : number + 7] if later[0] in "“”"]
    return following[:2] == ["”", "”"]


def _is_misplaced(text: str, marks: list[re.Match[str]], number: int) -> bool:
    """`for schools," We can run it".`: a mark on the wrong side of its space, before one that only closes."""
    at, after = marks[number].start(), marks[number].end()
    if number + 1 == len(marks) or marks[number][0] != '"' or marks[number + 1][0] != '"':
        return False
    slip = text[at - 1 : at] == "," and text[after : after + 1] == " " and text[after + 1 : after + 2].isupper()
    closer = marks[number + 1]
    return slip and _may_close(text, closer.start(), closer.end()) and not _may_open(text, closer.start(), closer.end())


def _single_closers(text: str, marks: list[re.Match[str]]) -> dict[int, int]:
    """For each opening single mark, the number of the mark that closes it; apostrophes have none."""
    closers: dict[int, int] = {}
    opened: int | None = None
    weak: int | None = None
    for number, match in enumerate(marks):
        at, after = match.start(), match.end()
        if match[0] not in "‘’'‚":
            continue
        if opened is None or (match[0] == "‘" and _may_open(text, at, after)):
            if opened is not None and weak is not None:
                closers[opened] = weak
            opened, weak = (at if _opens_single(text, match) else None), None
            continue
        if match[0] == "‘" or not _may_close(text, at, after):
            continue
        if text[at - 1] in "sS" and after < len(text) and text[after] == " " and text[after + 1 : after + 2].isalpha():
            weak = number  # perhaps the possessive of a plural
            continue
        closers[opened] = number
        opened, weak = None, None
    if opened is not None and weak is not None:
        closers[opened] = weak
    return closers


def _opens_single(text: str, match: re.Match[str]) -> bool:
    at, after = match.start(), match.end()
    return match[0] != "’" and _may_open(text, at, after) and not _OMISSION.match(text, at)


def _may_open(text: str, at: int, after: int) -> bool:
    """By its neighbours a straight mark may open: space, dash or bracket before it, none behind it."""
    before_ok = at == 0 or text[at - 1].isspace() or text[at - 1] in "([{—–-/“\"‘'"
    if not before_ok or after >= len(text) or text[after].isspace():
        return False
    return text[after] not in ".,;:!?)]" or text.startswith("...", after)


def _may_close(text: str, at: int, after: int) -> bool:
    """By its neighbours a straight mark may close: no space before it, no letter behind it."""
    return at > 0 and not text[at - 1].isspace() and (after >= len(text) or not text[after].isalnum())


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _rstrip(text: str, at: int) -> int:
    while at > 0 and text[at - 1].isspace():
        at -= 1
    return at


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The stretches between line breaks."""
    for match in _PARAGRAPH.finditer(text):
        yield match.start(), match.end()
