"""The text of a print-out without what is not the article's own: links, captions, crossheads, credits, small print."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from schemas.article import Evidence
from schemas.keys import fold
from tasks.normalise.printout.dates import dates_in
from tasks.normalise.printout.facts import Line, classify
from tasks.normalise.printout.paragraphs import Paragraph, ends_sentence

# Headlines are seldom longer.
_HEADLINE_WORDS, _HEADLINE_CHARS = 24, 160
# More short lines than this in a row are a list, a table or verse.
_LONGEST_RUN = 3
# Below this share of paragraphs that end as sentences do, line ends say nothing.
_PROSE_SHARE = 0.6
_ITEM = re.compile(r"(?:[-–—•*·▪◦‣]|\(?\d{1,2}[.)]|[a-z][.)])\s*\S")
_LABEL = re.compile(r"(?:[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,4}(?: \([^()]+\))?|[QA]):(?:\s|$)")
_SIGNED = re.compile(r"[.!?,][\"”'’]\s*[-–—]\s*\w")
_INNER_END = re.compile(r"[.!?][\"”'’)]*\s+[\"“'‘(]*[A-Z]")
_TAIL_SHARE = 0.5


@dataclass
class Body:
    """The paragraphs of the text, the credit lines found among them, and what was left out."""

    paragraphs: list[str] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)
    published: str | None = None
    updated: str | None = None
    evidence: list[Evidence] = field(default_factory=list)

    def leave_out(self, line: str, rule: str) -> None:
        self.evidence.append(Evidence(field="body_text", rule=f"text:left-out:{rule}", raw=line))


def read_body(
    paragraphs: Sequence[Paragraph],
    *,
    title: str | None,
    standfirst: str | None,
    is_release: bool,
    boilerplate: Sequence[re.Pattern[str]],
) -> Body:
    """The body of a text from the first paragraph below its header."""
    body = Body()
    known = [classify(paragraph.text) for paragraph in paragraphs]
    end = _end(paragraphs, known, is_release)
    for paragraph in paragraphs[end:]:
        _read_below_end(body, paragraph.text)
    kept: list[Paragraph] = []
    in_block = False
    for paragraph, line in zip(paragraphs[:end], known, strict=False):
        text = paragraph.text
        if line is None and in_block and (_looks_like_headline(text) or _ITEM.match(text)):
            body.leave_out(text, "block")
            continue
        in_block = line is not None and line.kind == "block" and not line.match["rest"]
        if line is not None:
            _leave_out_line(body, text, line)
        elif any(pattern.fullmatch(text) for pattern in boilerplate):
            body.leave_out(text, "boilerplate")
        elif not kept and _is_repeated(text, title, standfirst):
            body.leave_out(text, "repeated-title")
        else:
            kept.append(paragraph)
    _take_last_date(body, kept)
    headlines = _headlines(kept)
    for number, paragraph in enumerate(kept):
        if number in headlines:
            body.leave_out(paragraph.text, "headline")
        else:
            body.paragraphs.append(paragraph.text)
    return body


def _end(paragraphs: Sequence[Paragraph], known: Sequence[Line | None], is_release: bool) -> int:
    """The first paragraph below the text: behind an end mark, or where a release turns to its sender."""
    marks = [number for number, line in enumerate(known) if line and line.kind == "end"]
    end = next((number for number in marks if number > 0), len(paragraphs))
    release = is_release or bool(marks) or any(line and line.kind == "tail" and "@" in line.match[0] for line in known)
    if release or any(line and line.kind == "tail" for line in known[len(known) // 2 :]):
        for number, line in enumerate(known[:end]):
            is_tail = line and line.kind in (("tail", "about") if release else ("tail",))
            if is_tail and number > 0 and (number >= len(known) * _TAIL_SHARE or is_release):
                return number
    return end


def _read_below_end(body: Body, text: str) -> None:
    line = classify(text)
    if line and line.kind in ("credit", "stamp"):
        _leave_out_line(body, text, line)
    else:
        body.leave_out(text, "below-end")


def _leave_out_line(body: Body, text: str, line: Line) -> None:
    """A known line is no text, but a credit or a stamp says something of the article."""
    if line.kind == "credit":
        body.credits.append(text.strip(" ()[]—–*-"))
        body.evidence.append(Evidence(field="credits", rule="text:credit-line", raw=text))
    elif line.kind == "stamp":
        match = line.match
        body.published = (
            f"{match['day']} {match['month'].title()} {_full_year(match['year'])} "
            f"{match['hour']}:{match['minute']} {match['zone']}"
        )
        body.evidence.append(Evidence(field="published", rule="text:wire-stamp", raw=text))
    else:
        body.leave_out(text, line.kind)


def _full_year(year: str) -> str:
    """Two digits are of this century or the last; wire archives begin in the 1970s."""
    return year if len(year) == 4 else f"{19 if int(year) >= 70 else 20}{year}"


def _is_repeated(text: str, title: str | None, standfirst: str | None) -> bool:
    return fold(text) in {fold(other) for other in (title, standfirst) if other}


def _take_last_date(body: Body, kept: list[Paragraph]) -> None:
    """Dates that stand alone below the text."""
    while kept and (found := dates_in(kept[-1].text)) and len(kept) > 1:
        for dated in found:
            if dated.field and not getattr(body, dated.field):
                setattr(body, dated.field, dated.raw)
                body.evidence.append(Evidence(field=dated.field, rule="text:date-line", raw=kept[-1].text))
        if not all(dated.field for dated in found):
            body.leave_out(kept[-1].text, "date")
        kept.pop()


def _headlines(kept: Sequence[Paragraph]) -> set[int]:
    """The numbers of paragraphs that are headlines of other stories or crossheads.

    In a print-out every paragraph of text ends as a sentence does; a short line between such paragraphs that does
    not is a headline. Questions count as headlines only where plain ones stand in the same text.
    """
    ending = sum(1 for paragraph in kept if ends_sentence(paragraph.text))
    if len(kept) < 3 or ending < len(kept) * _PROSE_SHARE:
        return set()
    labelled = sum(1 for paragraph in kept if _LABEL.match(paragraph.text)) >= 3
    plain = {
        number
        for number, paragraph in enumerate(kept)
        if _looks_like_headline(paragraph.text) and not (labelled and _LABEL.match(paragraph.text))
    }
    plain = {number for number in plain if not _is_list(_run(number, plain), kept)}
    if not plain:
        return plain
    return plain | {number for number, paragraph in enumerate(kept) if _looks_like_question(paragraph.text)}


def _is_list(run: tuple[int, int], kept: Sequence[Paragraph]) -> bool:
    """Whether lines in a row are the article's own list: many, or announced by a colon."""
    first, last = run
    return last - first >= _LONGEST_RUN or bool(first and kept[first - 1].text.endswith(":"))


def _run(number: int, among: set[int]) -> tuple[int, int]:
    """The first and the last of the numbers that stand in one row with this one."""
    first = last = number
    while first - 1 in among:
        first -= 1
    while last + 1 in among:
        last += 1
    return first, last


def _looks_like_headline(text: str) -> bool:
    """A short line, capitalised, in one piece, without the end of a sentence."""
    if ends_sentence(text) or text[-1] in ',-–—"”»)]' or not _opens_like_headline(text):
        return False
    if len(text.split()) > _HEADLINE_WORDS or len(text) > _HEADLINE_CHARS:
        return False
    if text.count("“") != text.count("”") or text.count('"') % 2:
        return False  # a quotation that goes on in the next paragraph
    return not (_ITEM.match(text) or _SIGNED.search(text) or _INNER_END.search(text))


def _looks_like_question(text: str) -> bool:
    """A question that could be a headline: several words, in one piece, not spoken."""
    if not text.endswith("?") or not _opens_like_headline(text) or text[0] in '"“':
        return False
    return 4 <= len(text.split()) <= _HEADLINE_WORDS and not _INNER_END.search(text) and not _LABEL.match(text)


def _opens_like_headline(text: str) -> bool:
    start = text.lstrip("\"“'‘«(")
    return bool(start) and (start[0].isupper() or start[0].isdigit() or not start[0].isascii())
