"""What the text says a person is: from titles, words before the name, appositions, copulas and relative clauses."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.enrichment import Role
from tasks.enrich.entities.mentions import Named
from tasks.enrich.entities.page import TEXT, Page
from tasks.enrich.entities.titles import dotted_office, full_stop, plain

_ARTICLES = frozenset(["a", "an", "the", "one"])
_OWNERS = frozenset(["his", "her", "their", "its", "my", "our", "your"])
_PAST = frozenset(["former", "ex", "then", "onetime", "one-time", "erstwhile"])
_SKIPPED = frozenset(
    ["late", "veteran", "longtime", "long-time", "retired", "fellow", "current", "new", "top", "embattled"]
)
_COPULAS = frozenset(["is", "was", "became", "remains", "remained", "serves", "served", "becomes"])
_LONGEST = 14
_AGE = re.compile(r"^\d+-year-old\s+", re.IGNORECASE)


@dataclass(slots=True)
class Found:
    """A role in tokens: the whole evidence, and what it says."""

    start: int
    end: int
    role: str
    affiliation: str = ""
    place: str = ""
    rule: str = ""


class RoleReader:
    """Reads the roles of persons' mentions in one document."""

    def __init__(self, page: Page, mentions: Iterable[Named]) -> None:
        self._page = page
        self._at: dict[int, Named] = {}
        for mention in mentions:
            self._at.update(dict.fromkeys(range(mention.start, mention.end), mention))

    def roles(self, mentions: Iterable[Named]) -> tuple[Role, ...]:
        """The different roles that the text gives beside these mentions of one person, in text order."""
        kept: dict[tuple[str, str, str], Found] = {}
        for mention in mentions:
            for found in self._read(mention):
                kept.setdefault((found.role.lower(), found.affiliation, found.place), found)
        return tuple(self._record(found) for found in _without_poorer(list(kept.values())))

    def _record(self, found: Found) -> Role:
        text, start = self._page.text(found.start, found.end), self._page.starts[found.start]
        return Role(
            start=start,
            end=start + len(text),
            text=text,
            role=found.role,
            affiliation=found.affiliation or None,
            place=found.place or None,
            rule=found.rule,
        )

    def _read(self, mention: Named) -> Iterator[Found]:
        for found, rule in ((self._before(mention), self._rule_before(mention)), self._after(mention)):
            if found:
                found.rule = rule
                yield found

    def _rule_before(self, mention: Named) -> str:
        comma = mention.start > 1 and self._page.words[mention.start - 1] == ","
        return "apposition before the name" if comma else "pre-modifier"

    def _before(self, mention: Named) -> Found | None:
        """The phrase that ends at the name: "US President", "the head of Acme," with or without a comma."""
        page, end = self._page, mention.start
        comma = end > 1 and page.words[end - 1] == ","
        if comma:
            end -= 1
        # "Prime Minister Sir Ian Marsh"
        while end > 1 and page.words[end - 1][0].isupper() and plain(page.words[end - 1]) in page.facts.polite:
            end -= 1
        if full_stop(page, end - 1):
            end -= 1
        if end < 1 or (comma and not self._closes(mention.end)):
            return None
        if self._is_role(end - 1):
            return self._phrase_ending(end, apposition=comma)
        return self._phrase_with_object(end)

    def _closes(self, i: int) -> bool:
        """Whether an apposition ends at the token: a comma, a full stop, or a verb."""
        page = self._page
        return i >= len(page) or page.words[i] in {",", ".", ";", "’s", "'s"} or page.tags[i].startswith(("VB", "MD"))

    def _is_role(self, i: int) -> bool:
        """Whether a role may end at the token: "leader", "Premier", "Secretary of State"."""
        page = self._page
        if i in self._at or not page.words[i][0].isalpha():
            return False
        word = plain(page.words[i])
        if word in page.facts.portfolios and self._over(i):
            return True
        if page.words[i][0].isupper():
            return (
                word in page.facts.offices
                or dotted_office(page, i)
                or (word in page.facts.address and word not in page.facts.polite)
            )
        return word in page.facts.occupations and page.tags[i].startswith(("NN", "JJ"))

    def _over(self, i: int) -> bool:
        """Whether "of" and an office stand before the token: Secretary of State."""
        page = self._page
        k = i - 2 if i > 1 and page.lowered[i - 1] == "the" else i - 1
        return k > 0 and page.lowered[k] in {"of", "for"} and plain(page.words[k - 1]) in page.facts.offices

    def _phrase_ending(self, end: int, *, apposition: bool) -> Found | None:
        page, i = self._page, end - 1
        titled = page.words[i][0].isupper()
        while i > 0 and end - i < _LONGEST and self._modifies(i - 1):
            # before a capitalised title stand names and "former", not the nouns of the sentence
            if titled and self._is_plain(i - 1):
                break
            i -= 1
        opened = page.lowered[i - 1] if i else ""
        if apposition and opened not in _ARTICLES and page.words[i - 1] not in {"’s", "'s"} and not self._owner(i):
            return None
        if apposition and opened in _OWNERS:
            return None
        return self._describe(i, end, end)

    def _is_plain(self, i: int) -> bool:
        page = self._page
        word = page.lowered[i]
        return (
            i not in self._at
            and page.words[i].islower()
            and word.isalpha()
            and not (word in page.facts.office_modifiers | _PAST | {"of", "the", "in"} or page.tags[i].startswith("JJ"))
        )

    def _owner(self, i: int) -> bool:
        return any(self._page.words[k] in {"’s", "'s"} for k in range(i, min(i + 6, len(self._page))))

    def _modifies(self, i: int) -> bool:
        """Whether the token may stand within a noun phrase before its head."""
        page = self._page
        if i in self._at:
            return self._at[i].label != "PERSON"
        if page.joins(i) or page.words[i] in {"’s", "'s", "&"} or full_stop(page, i):
            return True
        if page.words[i][0].isupper() and page.lowered[i] in page.facts.calendar:
            return False
        if page.lowered[i] in {"of", "for", "the"} and i + 2 < len(page):
            over = i + 2 if page.lowered[i + 1] == "the" else i + 1
            return plain(page.words[over]) in page.facts.portfolios and self._over(over)
        if page.lowered[i] == "in" and page.joins(i - 1) and page.joins(i + 1):
            return True
        if page.lowered[i] == "and":
            return self._is_role(i - 1) and self._is_role(i + 1)
        if page.tags[i] in {"VBG", "VBN", "CD"} and not (
            page.joins(i - 1) or (i + 1 < len(page) and page.joins(i + 1))
        ):
            return page.lowered[i] in page.facts.office_modifiers
        return page.tags[i].startswith(("NN", "JJ", "VBG", "VBN", "CD", "HYPH")) and page.words[i][0].isalnum()

    def _phrase_with_object(self, end: int) -> Found | None:
        """ "the head of the Refugee Council" before a name: role, preposition, organisation or place."""
        page, last = self._page, end - 1
        owner = self._at.get(last)
        if owner is None or owner.label == "PERSON":
            return None
        i = owner.start - 1
        if i > 0 and page.lowered[i] in _ARTICLES:
            i -= 1
        if i < 1 or page.lowered[i] not in {"of", "at", "for", "to", "with"} or not self._is_role(i - 1):
            return None
        start = i - 1
        while start > 0 and self._modifies(start - 1):
            start -= 1
        return self._describe(start, i, end)

    def _after(self, mention: Named) -> tuple[Found | None, str]:
        """What follows the name, and how: ", 45, a nurse at Acme", ", who is the head of", "is the mayor of Brava"."""
        page, i = self._page, mention.end
        rule = "apposition"
        if i >= len(page) - 1 or page.styles[i] != TEXT:
            return None, ""
        if page.words[i] in {",", "(", "–", "—"}:
            i += 1
            if page.words[i].isdigit() and i + 2 < len(page) and page.words[i + 1] == ",":
                i += 2
            if page.lowered[i] in {"who", "formerly", "currently"}:
                rule = "relative clause" if page.lowered[i] == "who" else rule
                i += 1
                if i < len(page) and page.lowered[i] in _COPULAS:
                    i += 1
        elif page.lowered[i] in _COPULAS:
            i, rule = i + 1, "copula"
        else:
            return None, ""
        # in "succeeded her father, Anders Vahl, as member" the comma closes the name, and "as" goes on with the verb
        if page.lowered[i] == "as" and mention.start and page.words[mention.start - 1] == ",":
            return None, ""
        return self._phrase_starting(i), rule

    def _phrase_starting(self, i: int) -> Found | None:
        """The noun phrase at `i`: an optional article, a role as its head, then "at", "of", "in" with names."""
        page = self._page
        if i < len(page) and page.lowered[i] in {"as", "also", "now"}:
            i += 1
        if i < len(page) and page.lowered[i] in _ARTICLES:
            i += 1
        start = i
        while i < len(page) and i - start < _LONGEST and self._modifies(i):
            i += 1
        if i == start or not self._is_role(i - 1) or (i < len(page) and self._at.get(i - 1) is not None):
            return None
        # "Ana Ruiz, president Paul Ruiz": the words are the next person's title
        if i < len(page) and i in self._at and self._at[i].label == "PERSON":
            return None
        return self._describe(start, i, i, follow=True)

    def _describe(self, start: int, end: int, evidence_end: int, *, follow: bool = False) -> Found | None:
        """The role in tokens `start` to `end`, its affiliation and place before and, on request, behind it."""
        page = self._page
        while start < end and page.words[start] in {"’s", "'s", "-"}:
            start += 1
        found = Found(start, evidence_end, "")
        words: list[str] = []
        for i in range(start, end):
            mention = self._at.get(i)
            if mention is not None:
                words = words[:1] if words and words[0] == "former" else []
                self._attach(found, mention)
            elif page.words[i] in {"’s", "'s"} or (page.lowered[i] == "based" and page.joins(i - 1)):
                words = words[:1] if words and words[0] == "former" else []
            elif not words and self._is_rest(i):
                continue
            elif page.lowered[i] in _PAST and not words:
                words.append("former")
            elif self._counts(i, end):
                words.append(page.words[i] + (" " if page.spaced[i] else ""))
        found.role = _tidy(words)
        if not found.role:
            return None
        if follow:
            found.end = self._follow(found, end)
        elif evidence_end > end:
            self._follow(found, end)
        return found

    def _is_rest(self, i: int) -> bool:
        """Whether the word goes on with one before the phrase: Prize-winning, late-night; not then-President."""
        page = self._page
        if page.joins(i):
            return True
        dated = page.facts.temporal | page.facts.lesser_offices | _PAST
        return page.joins(i - 1) and page.words[i].islower() and page.lowered[i - 2] not in dated

    def _counts(self, i: int, end: int) -> bool:
        """Whether the word is part of the role: no form of address, no ornament, but the noun itself always."""
        word = self._page.words[i]
        polite = plain(word) in self._page.facts.polite and not (i == end - 1 and word.islower())
        return not polite and (word.lower() not in _SKIPPED or i == end - 1)

    def _attach(self, found: Found, mention: Named) -> None:
        if mention.label == "NORP":
            found.place = found.place or self._page.facts.people_of.get(mention.text, "")
        elif mention.label in {"GPE", "LOC"}:
            found.place = found.place or mention.text
        elif mention.label in {"ORG", "FAC"}:
            found.affiliation = found.affiliation or self._page.text(mention.start, mention.end)

    def _follow(self, found: Found, i: int) -> int:
        """Names after the role: "at Acme Institute in Brava", "of Acme, a Brava-based group"; where they end."""
        page, end = self._page, i
        while i + 1 < len(page) and page.lowered[i] in {"of", "at", "for", "in", "with", "from", "to", "on"}:
            i += 1
            begin = i
            while i < len(page) and i not in self._at and (page.lowered[i] in _ARTICLES or self._modifies(i)):
                i += 1
            mention = self._at.get(i)
            if mention is not None and mention.label != "PERSON":
                self._attach(found, mention)
                end = i = mention.end
            elif mention is None and i > begin and self._is_field(begin, i) and not found.affiliation:
                found.role += " " + page.text(begin - 1, i)
                end = i
            elif i == begin:
                break
        if found.affiliation and not found.place:
            found.place = self._based(i)
        return end

    def _is_field(self, begin: int, end: int) -> bool:
        """Whether the words say what somebody is expert in: professor "of surgery"."""
        page = self._page
        return page.lowered[begin - 1] == "of" and all(
            word.isalpha() and word.islower() for word in page.words[begin:end]
        )

    def _based(self, i: int) -> str:
        """The place in ", a Washington-based think tank"."""
        page = self._page
        if i + 4 < len(page) and page.words[i] == "," and page.lowered[i + 1] in _ARTICLES:
            mention = self._at.get(i + 2)
            if mention and page.joins(mention.end) and page.lowered[mention.end + 1] == "based":
                return mention.text
        return ""


def _tidy(words: list[str]) -> str:
    past = words[:1] == ["former"]
    role = "".join(words[1:] if past else words).strip(" -")
    role = _AGE.sub("", role)
    return f"former {role}" if past and role else role


def _without_poorer(found: list[Found]) -> list[Found]:
    """Without roles that another says in full: "President" beside "President" of the US."""
    return [
        one
        for one in found
        if not any(
            other is not one
            and one.role.lower() == other.role.lower()
            and one.affiliation in {"", other.affiliation}
            and one.place in {"", other.place}
            for other in found
        )
    ]
