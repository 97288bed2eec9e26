"""A byline taken apart into names: jobs, places, addresses and handles are not names."""

import re

from schemas.keys import fold
from tasks.normalise.bylines.facts import byline_facts

# What is longer is no byline, and would keep the patterns below busy for hours.
LONGEST_LINE = 2_000
_EMAIL = re.compile(r"\S+@\S+\.\w+|https?://\S+|www\.\S+")
_HANDLE = re.compile(r"(?<!\w)@\w+")
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_SEGMENTS = re.compile(r"\s*[|•·¦▪]\s*|\s+[–—―-]\s+|\s{3,}|\s*\t\s*|…")
_DATE_LIKE = re.compile(r"\d{4}|\d{1,2}[:.]\d\d|\b\d+\s*(?:hours?|minutes?|mins?|days?|hrs?)\b|\bago\b", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_][\w.'’\-]*")
_JOB_PREFIX = re.compile(r"^(?:for|at|in|of|from|und|and|para|für)\b", re.IGNORECASE)
# "ESPN's Ramona Doe", "Fox News' Jo Doe": whose writer it is.
_POSSESSIVE = re.compile(r"^(?:[A-Z]\S* ){0,3}?[A-Z]\S*(?:[’']s|s[’'])\s+(?=[A-Z]\S* [A-Z])")
# One word and a colon in any language says what the name is: "Текст: …", "Fotos: …".
_LABEL = re.compile(r"\s*[^\W\d_]{2,15}\s?[:：]\s*(?=\w|$)")
_LONGEST_NAME = 60
_LONGEST_DESK = 4
_LONGEST_INITIALS = 5
_MOST_GIVEN = 3  # given names of one person
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)


def split_names(line: str, family_first: bool = False) -> list[str]:
    """The names in a byline, in order, without "By", jobs, places, addresses, handles and times."""
    if len(line) > LONGEST_LINE:
        return []
    facts = byline_facts()
    text = _EMAIL.sub(" ", _HANDLE.sub(" ", line.replace("\xa0", " "))).strip()
    text = _strip_lead(text)
    if fold(text) in facts.agencies:
        return [_tidy(text)]
    text = _POSSESSIVE.sub("", _agency_in_brackets(text))
    names: list[str] = []
    for segment in _SEGMENTS.split(text):
        (_add_library_names if family_first else _add_names)(segment, names)
    return list(dict.fromkeys(names))


def _strip_lead(text: str) -> str:
    match = byline_facts().lead.match(text) or _LABEL.match(text)
    return text[match.end() :].strip() if match else text.strip()


def _agency_in_brackets(text: str) -> str:
    """The text without brackets, but "Jane Doe (Reuters)" keeps its agency as a name of its own."""

    def kept(match: re.Match[str]) -> str:
        inner = match[0].strip(" ()[]")
        return f"; {inner}" if is_agency(inner) else ""

    return _BRACKETS.sub(kept, text)


def _add_names(segment: str, names: list[str]) -> None:
    """Add the names of a list: suffixes go to the name before, jobs and places after a name are dropped."""
    facts = byline_facts()
    for part in _strip_lead(segment).split(","):
        for chunk in facts.separators.split(part):
            whole = _tidy(_strip_lead(chunk or ""))
            chunk = _tidy(_without_appendix(whole))
            bare = chunk.replace(".", "").lower()
            if not chunk or fold(chunk) in facts.nobody:
                continue
            if names and bare in facts.suffixes:
                names[-1] += f" {chunk}" if bare in _GENERATIONS else f", {chunk}"
            elif is_agency(chunk) or (_is_name(chunk) and not (names and (_is_aside(whole) or _is_initials(chunk)))):
                names.append(_cased(chunk))
            elif not names and is_organisation(chunk) and len(chunk.split()) <= _LONGEST_DESK:
                names.append(chunk)


def _without_appendix(text: str) -> str:
    """ "Jane Doe in Paris", "Jane Doe 3 hours ago" and "Jane Doe Health Editor" as the name alone."""
    facts = byline_facts()
    words = text.split()
    for number, word in enumerate(words):
        if number >= 2 and (word.lower().strip(".,:") in facts.cut or word[0].isdigit()):
            words = words[:number]
            break
    name = list(words)
    if len(name) > 2 and name[-1].lower() in facts.job_nouns:
        while len(name) > 2 and name[-1].lower() in facts.jobs:
            name.pop()
    # "Guardian staff reporter" is a desk, not somebody called Guardian Staff.
    return " ".join(words if is_organisation(" ".join(name)) else name)


def _add_library_names(segment: str, names: list[str]) -> None:
    """Add the people of "Doe, Jane; Roe, Alan" in reading order; "Ada Voss, Per Dahl" are two in theirs."""
    for person in segment.split(";"):
        if swapped := _swapped(person):
            names.append(swapped)
        else:
            _add_names(person, names)


def _swapped(person: str) -> str | None:
    """ "Doe, Jane" as "Jane Doe"; None where what stands before one comma is no family name alone."""
    facts = byline_facts()
    parts = [part.strip() for part in person.split(",") if part.strip()]
    if len(parts) != 2 or is_organisation(parts[0]) or not all(map(_is_name, parts)) or _is_aside(parts[1]):
        return None
    family, given = ([word.replace(".", "").lower() for word in part.split()] for part in parts)
    own = [word for word in family if word not in facts.particles]
    own = own[:1] + [word for word in own[1:] if word not in facts.suffixes]
    # "García Márquez, Gabriel" is one person, since nobody signs with a given name alone; "Ada Voss, Per Dahl" are two.
    alone = sum(len(word) > 1 for word in given) == 1 and not _is_initials(parts[1])
    if len(own) > (2 if alone else 1) or len(given) > _MOST_GIVEN or facts.separators.search(parts[1]):
        return None
    if len(given) == 1 and given[0] in facts.suffixes:
        return None
    return _cased(f"{parts[1]} {parts[0]}")


def _tidy(text: str) -> str:
    words = text.strip(' \t\n,;:|·•-–—/*"“”()[]').split()
    if len(words) > 2 and words[0].rstrip(".").lower() in byline_facts().titles:
        words = words[1:]
    if len(words) > 1 and words[-1] in byline_facts().job_suffixes:
        words = words[:-1]
    text = " ".join(words)
    return text[:-1] if text.endswith(".") and not re.search(r"\b\w{1,3}\.$", text) else text


def _is_name(text: str) -> bool:
    """Whether the text can be a name: short, with letters, no date, no sentence."""
    words = _WORDS.findall(text)
    if not words or len(text) > _LONGEST_NAME or len(words) > 8 or _DATE_LIKE.search(text):
        return False
    if _JOB_PREFIX.match(text) or (text.islower() and len(words) > 2):
        return False
    # In a name every word is capitalised but the particles; a phrase ("professor of law") has others.
    small = [word for word in words if word.islower() and word not in byline_facts().particles]
    return text.islower() or not small


def _is_aside(text: str) -> bool:
    """Whether what follows a name is its owner's job, employer or web address: not another name."""
    words = {word.lower().strip(".") for word in _WORDS.findall(text)}
    return bool(words & byline_facts().jobs) or bool(_HOST.fullmatch(text)) or is_organisation(text)


def _is_initials(text: str) -> bool:
    """Whether a text is the initials of an outlet ("Jane Doe, CNN"), rather than of a second writer."""
    return text.isupper() and text.isalpha() and len(text) <= _LONGEST_INITIALS


def _cased(name: str) -> str:
    """A name in capitals set in upper and lower case; a single word may be an abbreviation and stays."""
    words = name.split()
    return " ".join(_cased_word(word) for word in words) if len(words) > 1 and name.isupper() else name


def _cased_word(word: str) -> str:
    if len(word) <= 3 and "." in word:
        return word
    cased = re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), word)
    return re.sub(r"\b(Mc)(\w)", lambda match: match[1] + match[2].upper(), re.sub(r"’S\b|'S\b", "’s", cased))


def is_agency(name: str) -> bool:
    """Whether the name is a news agency's."""
    return fold(name) in byline_facts().agencies


def is_organisation(name: str) -> bool:
    """Whether a byline names an organisation or desk, not a person."""
    words = fold(name).split()
    return is_agency(name) or bool(set(words) & byline_facts().organisations) or (len(words) == 1 and "." in name)
