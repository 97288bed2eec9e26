"""The head of a print-out: section, title, standfirst, bylines and dates, down to where the text begins."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from schemas.article import Evidence
from schemas.keys import fold
from tasks.normalise.printout.dateline import split_dateline
from tasks.normalise.printout.dates import Dated, dates_in, is_date, split_date
from tasks.normalise.printout.facts import classify, is_name_list, words
from tasks.normalise.printout.paragraphs import Paragraph, ends_sentence

# A header is at the top; dates and names further down are the text's own.
_DEEPEST = 14
_BAR = re.compile(r"\s*[|•·]\s*|\s{3,}|\t")
_BY = re.compile(r"(?:(?:words|text|story|report|written|reported|posted|published|from)\s+)?by\b\s*:?\s*(?=\S)", re.I)
_AUTHOR = re.compile(r"(?:author|authors|reporter|writer|byline|autor|auteur)s?\s*:\s*(?=\S)", re.I)
_MARKS = re.compile(r"^[\^]+|[\^<]+$")
_BULLET = re.compile(r"[*•·▪◦‣–-]\s+(?=\S)")
_PAGE = re.compile(r",?\s*\b(?:page|pg\.?|p\.)\s*[A-Z]?\d{1,3}\s*$", re.I)
_SITE_AFFIX = re.compile(r"\s[>»›/]\s")
_ADDRESS = re.compile(r"(?:@\w+|\S+@\S+\.\w+|(?:https?://|www\.)\S+)(?:\s*[|,]?\s*(?:@\w+|\S+@\S+\.\w+))*")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_SENTENCES = re.compile(r"[.!?][\"”'’)]*\s+[\"“'‘(]*[A-Z]")
_PROSE_WORDS = 10
_HEADLINE_WORDS = 24
# The share of a headline's words that its lead takes up.
_RESTATED = 0.6
_SECTION_WORDS = 4
_META = {"slug", "release", "embargo", "kill", "advisory", "furniture", "rule", "caption", "legal"}


@dataclass
class Header:
    """What the head of a print-out says; `end` is the number of the first paragraph of the text."""

    title: str | None = None
    standfirst: str | None = None
    section: str | None = None
    bylines: list[str] = field(default_factory=list)
    published: str | None = None
    updated: str | None = None
    embargo: str | None = None
    pub_status: str | None = None
    is_release: bool = False
    end: int = 0
    evidence: list[Evidence] = field(default_factory=list)

    def take(self, name: str, value: str, rule: str, raw: str | None = None) -> None:
        """Set a field that is still empty, with its evidence."""
        if not getattr(self, name):
            setattr(self, name, value)
            self.evidence.append(Evidence(field=name, rule=f"text:{rule}", raw=raw or value))

    def take_date(self, dated: Dated, line: str) -> None:
        # Where two dates stand without a word, the first is the publication.
        name = dated.field or ("published" if not self.published else "updated")
        if dated.field or not self.published:
            self.take(name, dated.raw, "date-line", line)


def read_header(
    paragraphs: Sequence[Paragraph], known_sections: frozenset[str], source: str | None, title: str | None = None
) -> Header:
    """The header of a text. Without byline or date it is what stands above the first prose.

    `title`: what is known already, such as a mail's subject; then no other line of the text can be it, and the header
    is only the lines of other kinds at the top.
    """
    header = Header()
    kinds = [_kind(paragraph.text) for paragraph in paragraphs[:_DEEPEST]]
    if title is None and _is_sentence_headline(paragraphs, kinds):
        kinds[0] = "line"
    if _is_masthead(paragraphs, kinds):
        kinds[0] = "masthead"
    header.end = _end(kinds, paragraphs) if title is None else _end_below_title(kinds, paragraphs, title)
    names: list[str] = []
    for number in range(header.end):
        line = paragraphs[number].text
        if kinds[number] == "masthead":
            continue
        if kinds[number] not in ("line", "prose"):
            _take_meta(header, line)
        elif header.bylines and _is_job_or_address(line):
            continue
        elif names and _is_bare_name(line) and _is_beside_meta(number, kinds, paragraphs):
            header.bylines.append(line)
            header.evidence.append(Evidence(field="bylines", rule="text:name-line", raw=line))
        else:
            names.append(line)
    if title is None:
        _take_names(header, [line for line in names if fold(line) != fold(source or "")], known_sections)
    return header


def _kind(line: str) -> str:
    """marked (a wire headline), byline, date, the kind of a known line, prose, or line for anything else."""
    if line.startswith("^"):
        return "marked"
    known = classify(line)
    if known and known.kind in _META:
        return known.kind
    if _is_byline(line):
        return "byline"
    if dates_in(line) or _is_bar(line) or _date_behind_name(line):
        return "date"
    if _is_prose(line):
        return "prose"
    return known.kind if known else "line"


def _is_prose(line: str) -> bool:
    if split_dateline(line):
        return True
    is_long = len(line.split()) >= _PROSE_WORDS
    return is_long and ends_sentence(line) and not line.endswith("?") and not _is_title_case(line)


def _is_sentence_headline(paragraphs: Sequence[Paragraph], kinds: Sequence[str]) -> bool:
    """Whether the first line is a headline although it ends as a sentence does.

    So it is above a text that opens with a dateline, and where the lead says again, at more length, what it says.
    """
    if len(paragraphs) < 3 or kinds[:2] != ["prose", "prose"]:
        return False
    line, lead = paragraphs[0].text, paragraphs[1].text
    if split_dateline(line) or _SENTENCES.search(line) or len(line.split()) > _HEADLINE_WORDS:
        return False
    if split_dateline(lead):
        return True
    said, again = _stems(line), _stems(lead)
    return len(lead) > len(line) and len(said) >= 4 and len(said & again) >= _RESTATED * len(said)


def _stems(text: str) -> set[str]:
    return {word[:5].casefold() for word in _LONG_WORD.findall(text)}


def _is_masthead(paragraphs: Sequence[Paragraph], kinds: Sequence[str]) -> bool:
    """Whether a clipping opens with the paper's name and the date, and the headline stands below them."""
    below = next((kind for kind in kinds[1:] if kind not in (*_META, "date")), None)
    if kinds[:1] != ["line"] or "date" not in kinds[1:3] or below != "line":
        return False
    parts = paragraphs[0].text.split()
    return len(parts) <= 5 and is_name_list(paragraphs[0].text) and fold(parts[-1]) in words("papers", "names")


def _date_behind_name(line: str) -> list[Dated]:
    """The dates of a line that gives a place or a paper before them, and perhaps a page behind them."""
    found = None if dates_in(line) or _is_bar(line) else split_date(_PAGE.sub("", line))
    if not found or "," not in line or _BY.match(line) or len(found[0].split()) > 5 or not is_name_list(found[0]):
        return []
    return dates_in(found[1])


def _is_title_case(line: str) -> bool:
    """Headlines may capitalise every word; sentences never do."""
    long_words = _LONG_WORD.findall(line)
    return len(long_words) >= 4 and sum(word[0].isupper() for word in long_words) >= 0.9 * len(long_words)


def _is_byline(line: str) -> bool:
    mark = _BY.match(line) or _AUTHOR.match(line)
    if not mark or len(line.split()) > 30:
        return False
    first = line[mark.end()]
    return (first.isupper() or not first.isascii()) and not (ends_sentence(line) and len(line.split()) > 8)


def _is_bar(line: str) -> bool:
    """A line of parts, one of which is a date."""
    parts = [part for part in _BAR.split(line) if part]
    return len(parts) > 1 and len(line.split()) < 40 and any(dates_in(part) or is_date(part) for part in parts)


def _end(kinds: Sequence[str], paragraphs: Sequence[Paragraph]) -> int:
    """Where the text begins: below the last byline or date that no more than a standfirst of prose precedes."""
    prose = 0
    last = -1
    for number, kind in enumerate(kinds):
        if kind in ("byline", "date", "marked", "release", "slug", "embargo", "kill", "advisory"):
            if prose <= 1:
                last = number
        elif kind == "prose":
            prose += 1
    first_prose = next((number for number, kind in enumerate(kinds) if kind == "prose"), None)
    if last < 0 or (first_prose is not None and first_prose < last and last + 1 >= len(paragraphs)):
        last = -1
    end = last + 1
    has_title = any(kind in ("line", "prose", "marked") for kind in kinds[: last + 1])
    if last >= 0 and kinds[last] in ("byline", "date", "marked") and has_title:
        # Buttons and captions may still stand below the dates.
        while end < len(kinds) and (kinds[end] in _META or _is_job_or_address(paragraphs[end].text)):
            end += 1
        return end
    while end < len(kinds) and kinds[end] != "prose":
        end += 1
    # No prose at all: a title, and short lines that must be the text.
    return end if end < len(paragraphs) else min(last + 2, len(paragraphs))


def _end_below_title(kinds: Sequence[str], paragraphs: Sequence[Paragraph], title: str) -> int:
    end = 0
    while end < len(kinds) and (kinds[end] not in ("line", "prose") or fold(paragraphs[end].text) == fold(title)):
        end += 1
    return end


def _is_beside_meta(number: int, kinds: Sequence[str], paragraphs: Sequence[Paragraph]) -> bool:
    """Whether a date, a byline or a job title stands next to this line."""
    beside = [place for place in (number - 1, number + 1) if 0 <= place < len(kinds)]
    return any(kinds[place] in ("date", "byline") or _is_job_or_address(paragraphs[place].text) for place in beside)


def _is_bare_name(line: str) -> bool:
    """A name without "By": nothing but a name, and a role behind a comma."""
    name, _, role = line.partition(",")
    parts = name.split()
    if not 2 <= len(parts) <= 4 or not is_name_list(name) or any(char.isdigit() for char in name):
        return False
    if fold(line) in words("sections", "names"):
        return False
    return not role or bool(set(fold(role).split()) & words("bylines", "roles"))


def _is_job_or_address(line: str) -> bool:
    """What may stand below a byline: a job title, a mail address, a handle."""
    if _ADDRESS.fullmatch(line):
        return True
    return len(line.split()) <= 6 and is_name_list(line) and bool(set(fold(line).split()) & words("bylines", "roles"))


def _take_meta(header: Header, line: str) -> None:
    """What a line that is no name of anything says."""
    if line.startswith("^"):
        header.take("title", _MARKS.sub("", line).strip(), "marked-headline", line)
        return
    known = classify(line)
    if known and known.kind in _META:
        header.is_release = header.is_release or known.kind == "release"
        if known.kind == "embargo":
            header.take("embargo", known.match["rest"].strip(), "embargo-line", line)
        if known.kind == "kill":
            header.take("pub_status", "killed", "kill-line", line)
        return
    if behind := _date_behind_name(line):
        for dated in behind:
            header.take_date(dated, line)
        return
    for part in [line] if dates_in(line) else _BAR.split(line):
        _take_part(header, part.strip(), line)


def _take_part(header: Header, part: str, line: str) -> None:
    """A date, a byline, a byline with a date behind it, or a name between bars."""
    if not part:
        return
    if found := dates_in(part):
        for dated in found:
            header.take_date(dated, line)
        return
    mark = _BY.match(part) or _AUTHOR.match(part)
    if mark or is_name_list(part):
        byline, date = split_date(part) or (part, "")
        for dated in dates_in(date):
            header.take_date(dated, line)
        if (mark or 2 <= len(byline.split()) <= 12) and not classify(byline):
            header.bylines.append(byline)
            header.evidence.append(Evidence(field="bylines", rule="text:byline", raw=line))


def _take_names(header: Header, lines: list[str], known_sections: frozenset[str]) -> None:
    """Section, title and standfirst from the lines that are none of the rest."""
    lines = [line for line in lines if not header.title or fold(line) != fold(header.title)]
    if lines and (len(lines) > 1 or header.title) and _is_section(lines, known_sections):
        # A breadcrumb names the section last.
        header.take("section", _SITE_AFFIX.split(lines[0])[-1].strip(), "section-line", lines[0])
        lines = lines[1:]
    if lines and not header.title:
        header.take("title", lines[0], "headline")
        lines = lines[1:]
    bullets = [line for line in lines if _BULLET.match(line)]
    summary = [line for line in lines if not _is_label(line)]
    if bullets:
        header.take("standfirst", "; ".join(_BULLET.sub("", line) for line in bullets), "standfirst-list")
    elif summary:
        header.take("standfirst", " ".join(summary[:2]), "standfirst-line")
    for line in lines:
        if line not in (bullets or summary[:2]):
            header.evidence.append(Evidence(field="body_text", rule="text:left-out:header", raw=line))


def _is_label(line: str) -> bool:
    """A place, a name or a catchword alone sums up nothing."""
    parts = line.split()
    return len(parts) <= 4 and is_name_list(line) and not any(_is_verb_like(part) for part in parts)


def _is_section(lines: list[str], known_sections: frozenset[str]) -> bool:
    """Whether the first line names a section: a known one, or short and capitalised above a headline."""
    line = _SITE_AFFIX.split(lines[0])[-1].strip(" :|")
    known = {fold(name) for name in (*known_sections, *words("sections", "names"), *words("sections", "places"))}
    if fold(line) in known:
        return True
    # Two lines alone may as well be a short title and its standfirst.
    if len(lines) < 3:
        return False
    parts = line.split()
    if len(parts) > _SECTION_WORDS or ends_sentence(line) or any(char.isdigit() for char in line):
        return False
    # "Arts & Letters" pairs two subjects, whose plurals are no verbs.
    is_pair = "&" in parts or "and" in parts
    if not is_name_list(line) or (not is_pair and any(_is_verb_like(part) for part in parts)):
        return False
    # Below a section stands a headline: longer, and no full sentence, which would be a standfirst.
    return len(lines[1].split()) > len(parts) + 1 and not lines[1].endswith((".", "!"))


def _is_verb_like(word: str) -> bool:
    """Short headlines say something: their verb ends in -s, -ed or -ing, or is a common one."""
    word = word.casefold()
    return word in words("verbs", "common") or (len(word) > 3 and word.endswith(("s", "ed", "ing")))
