"""Which names mean one person: surnames, given names, initials, name order, particles, generations, nicknames."""

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from tasks.enrich.entities.facts import Facts
from tasks.enrich.entities.mentions import Named
from tasks.enrich.entities.relatives import Family
from tasks.enrich.entities.titles import plain

_FULL, _FAMILY, _GIVEN, _MIDDLE = 4, 3, 2, 1
# A name spelt a letter off is the same person only when it is long and nobody of that name was introduced.
_TYPO_LENGTH, _TYPO_RATIO, _SLIP_RATIO = 7, 0.85, 0.92


@dataclass(slots=True)
class Person:
    """A person of the document: all full names by which the text calls them, and the mentions so far."""

    names: list[tuple[str, ...]]
    generation: str
    sex: str
    mentions: list[Named] = field(default_factory=list)
    rules: Counter[str] = field(default_factory=Counter)
    full: list[int] = field(default_factory=list)


def fold_name(words: list[str], facts: Facts) -> tuple[tuple[str, ...], str]:
    """A name's words for comparison, without accents and degrees, and its generation ("jr", "" for none)."""
    kept: list[str] = []
    generation = ""
    for word in words:
        text = unicodedata.normalize("NFKD", word).casefold()
        text = "".join(char for char in text if not unicodedata.combining(char)).strip(".,'\"“”’")
        if text in facts.generations and kept:
            generation = text
        elif text and not (text in facts.degrees and len(kept) > 1):
            kept.append(text)
    return tuple(kept), generation


class Cast:
    """The people of one document, gathered in three passes.

    Full names come first, then short names in text order. Last come the short names that the text before them leaves
    open, as in a headline: they mean whom the text calls so elsewhere.
    """

    def __init__(self, facts: Facts, mentions: list[Named], kin: Family | None = None) -> None:
        self._facts = facts
        self._family = kin or Family()
        self.people: list[Person] = []
        self._owner: dict[tuple[str, ...], Person] = {}
        self._called: dict[tuple[str, ...], Counter[int]] = {}
        self._with_word: dict[str, dict[int, Person]] = {}
        self._on_ground: dict[tuple[str, ...], dict[int, Person]] = {}
        self._bearers: dict[tuple[str, ...], list[Person]] = {}
        short = []
        folded = [(mention, *fold_name(mention.words, facts)) for mention in mentions]
        # "Peña Nieto" is short for "Enrique Peña Nieto"
        endings = {words[start:] for _, words, _ in folded for start in range(1, len(words) - 1)}
        for mention, words, generation in folded:
            if len(_core(words, facts)) > 1 and words not in endings:
                self._add_full(mention, words, generation)
            else:
                short.append((mention, words))
        self._unnamed = self._strangers(short)
        for mention, words in [entry for entry in short if not self._add_short(*entry, last=False)]:
            self._add_short(mention, words, last=True)
        for person in self.people:
            person.mentions.sort(key=lambda mention: mention.start)

    def _add_full(self, mention: Named, words: tuple[str, ...], generation: str) -> None:
        sex = sex_of(self._facts, words, mention.title)
        for person in self._comparable(words):
            if person.generation and generation and person.generation != generation:
                continue
            if person.sex and sex and person.sex != sex and words not in person.names:
                continue
            rule = next((rule for name in person.names if (rule := same_full_name(self._facts, name, words))), "")
            if rule and not (rule != "same name" and self._rivals(person, words)):
                break
        else:
            person, rule = Person([], generation, sex), "full name"
            self.people.append(person)
        if words not in person.names:
            person.names.append(words)
            for word in _keys(self._facts, words):
                self._with_word.setdefault(word, {})[id(person)] = person
            for ground in _grounds(self._facts, words):
                self._on_ground.setdefault(ground, {})[id(person)] = person
            self._bearers.setdefault(words, []).append(person)
        person.generation = person.generation or generation
        person.sex = _title_sex(self._facts, mention.title) or person.sex or sex
        person.full.append(mention.start)
        person.mentions.append(mention)
        person.rules[rule] += 1

    def _sharing(self, words: tuple[str, ...]) -> list[Person]:
        """The people named in full who share a word with the name, in the order in which they were named."""
        found = {}
        for word in _keys(self._facts, words):
            found.update(self._with_word.get(word, {}))
        return sorted(found.values(), key=lambda person: person.full[0])

    def _comparable(self, words: tuple[str, ...]) -> list[Person]:
        """Of those, the people who may bear this full name: to try every Ana of a long list would take its square."""
        found: dict[int, Person] = {}
        for ground in _grounds(self._facts, words):
            found.update(self._on_ground.get(ground, {}))
        shared = [self._with_word.get(word, {}) for word in _keys(self._facts, words)]
        comparable = [person for key, person in found.items() if any(key in people for people in shared)]
        return sorted(comparable, key=lambda person: person.full[0])

    def _strangers(self, short: list[tuple[Named, tuple[str, ...]]]) -> dict[tuple[str, ...], str]:
        """Surnames with a title that fits nobody named in full: "Mr Obama" where only Michelle is; their sex."""
        unnamed = {}
        for mention, words in short:
            wanted = _title_sex(self._facts, mention.title)
            bearers = [person for person in self._sharing(words) if self._strength(person, words) == _FAMILY]
            if wanted and bearers and all(person.sex and person.sex != wanted for person in bearers):
                unnamed[words] = wanted
        return unnamed

    def _rivals(self, person: Person, words: tuple[str, ...]) -> bool:
        """Whether another person already bears exactly these words."""
        return any(other is not person for other in self._bearers.get(words, ()))

    def _add_short(self, mention: Named, words: tuple[str, ...], *, last: bool) -> bool:
        """Give a short name to its person; False where the text so far leaves it open and `last` is not set."""
        ranked = [(self._strength(p, words), p) for p in self._sharing(words) if not self._is_kin(mention, p)]
        best = max((strength for strength, _ in ranked), default=0)
        fits = self._titled(mention, [p for strength, p in ranked if best and strength == best])
        if not last and len(fits) > 1 and all(mention.start < person.full[0] for person in fits):
            return False
        person, rule = self._choose(mention, words, fits, last=last)
        if person is None and rule and not last:
            return False
        if person is None:
            person = self._alone(words, _title_sex(self._facts, mention.title))
            rule = rule or "only name"
        elif not rule:
            rule = {_FULL: "part of the name", _FAMILY: "surname", _GIVEN: "given name", _MIDDLE: "middle name"}[best]
        person.mentions.append(mention)
        person.rules[rule] += 1
        if person.full:
            self._owner[words] = person
            self._called.setdefault(words, Counter())[id(person)] += 1
        return True

    def _titled(self, mention: Named, fits: list[Person]) -> list[Person]:
        """Those whom the title before the name does not rule out: by sex, by office, by what stands beside it."""
        wanted = _title_sex(self._facts, mention.title)
        fits = [person for person in fits if not (wanted and person.sex and person.sex != wanted)]
        fits = [person for person in fits if wanted and person.sex == wanted] or fits
        if len(fits) > 1:
            fits = [person for person in fits if self._bears(person, self._office(mention))] or fits
        if len(fits) > 1:
            beside = {start for short, start in self._family.beside if short == mention.start}
            fits = [person for person in fits if beside.isdisjoint(person.full)] or fits
        return fits

    def _office(self, mention: Named) -> str:
        """The title in full words, without forms of address: "senator" for "Sen."."""
        words = [plain(word) for word in mention.title.split()]
        kept = [word for word in words if word not in self._facts.polite and word not in self._facts.temporal]
        return " ".join(self._facts.short_offices.get(word, word) for word in kept)

    def _bears(self, person: Person, office: str) -> bool:
        """Whether the office stands before one of the person's names: "Speaker" for "House Speaker" too."""
        return bool(office) and any(self._same_office(self._office(own), office) for own in person.mentions)

    def _same_office(self, one: str, other: str) -> bool:
        short, long = sorted((one, other), key=len)
        extra = long.removesuffix(short).split()
        return bool(short) and long.endswith(short) and self._facts.lesser_offices.isdisjoint(extra)

    def _is_kin(self, mention: Named, person: Person) -> bool:
        """Whether the text calls the person a relative of the one meant: "Biden’s son, Hunter Biden"."""
        return any((mention.start, start) in self._family.kin for start in person.full)

    def _choose(
        self, mention: Named, words: tuple[str, ...], fits: list[Person], *, last: bool
    ) -> tuple[Person | None, str]:
        """The person a short name means: its only bearer, else whom it meant before, else the one foremost so far."""
        if words in self._unnamed and not _title_sex(self._facts, mention.title):
            return self._alone(words, self._unnamed[words]), "surname, as with the title"
        if not fits:
            return self._misspelt(words)
        if len(fits) == 1:
            return fits[0], ""
        before = [person for person in fits if person.full[0] < mention.start]
        called = self._called_most(words, fits) if last else None
        if called and not before:
            return called, "surname, as in the text below"
        if self._holds_office(mention, fits):
            return None, "ambiguous: another holds that office"
        owner = self._owner.get(words)
        if before and owner in fits:
            return owner, "surname, as before"
        if len(before) == 1:
            return before[0], "surname of the only one named before"
        pool = before or fits
        others = [person for person in pool if not self._is_mere_relative(person)]
        if len(others) == 1:
            return others[0], "surname of the only one who is no mere relative"
        counts = sorted(pool, key=lambda person: -len(person.full))
        first, second = len(counts[0].full), len(counts[1].full)
        if first >= 2 * second or (first > second and counts[0] is min(pool, key=lambda person: person.full[0])):
            return counts[0], "surname of the one named most"
        if called:
            return called, "surname, as elsewhere in the text"
        return None, "ambiguous: " + ", ".join(" ".join(person.names[0]) for person in pool)

    def _holds_office(self, mention: Named, fits: list[Person]) -> bool:
        """Whether the name has an office before it that none of several bearers ever has: "President Biden"."""
        office = self._office(mention)
        return bool(office) and not any(self._bears(person, office) for person in fits)

    def _called_most(self, words: tuple[str, ...], fits: list[Person]) -> Person | None:
        """Whom the text calls by the bare name, where that is one person or one by far."""
        called = self._called.get(words, Counter())
        ranked = sorted(fits, key=lambda person: -called[id(person)])
        first, second = called[id(ranked[0])], called[id(ranked[1])]
        return ranked[0] if first and first >= 3 * second else None

    def _is_mere_relative(self, person: Person) -> bool:
        return len(person.full) == 1 and person.full[0] in self._family.relatives

    def _misspelt(self, words: tuple[str, ...]) -> tuple[Person | None, str]:
        if len(words) != 1 or len(words[0]) < _TYPO_LENGTH or words[0] in self._facts.given:
            return None, ""
        near = [
            person
            for person in self.people
            for name in person.names
            if len(name) > 1
            and name[-1][0] == words[0][0]
            # a name that only goes on is another one: Brandner, Brandners; Martine, Martinez
            and (words[0] == name[-1] or not (words[0].startswith(name[-1]) or name[-1].startswith(words[0])))
            and _similar(name[-1], words[0]) >= _TYPO_RATIO
        ]
        return (near[0], "surname, spelt otherwise") if len({id(person) for person in near}) == 1 else (None, "")

    def _alone(self, words: tuple[str, ...], sex: str) -> Person:
        for person in self.people:
            if not person.full and words in person.names and not (sex and person.sex and sex != person.sex):
                return person
        person = Person([words], "", sex)
        self.people.append(person)
        return person

    def _strength(self, person: Person, words: tuple[str, ...]) -> int:
        return max((short_form(self._facts, name, words) for name in person.names), default=0)


def _keys(facts: Facts, words: tuple[str, ...]) -> set[str]:
    """The words under which a name is looked up: each one, without its prefix, its second half, its full given name."""
    found = set(words) | {_bare(facts, word) for word in words} | {word.rsplit("-", 1)[-1] for word in words}
    return found | {full for word in words for full in facts.nicknames.get(word, ())}


def _grounds(facts: Facts, words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """What two full names have in common, one of them at least, wherever same_full_name gives a rule."""
    letters = "".join(words).replace("-", "")
    return ("letters", letters), ("surname", _bare(facts, words[-1])), ("beginning", *words[:2])


def _core(words: tuple[str, ...], facts: Facts) -> list[str]:
    """The words that are no particles: "de Bruyne" counts as one."""
    return [word for i, word in enumerate(words) if word not in facts.particles or (not i and word in facts.given)]


def same_full_name(facts: Facts, one: tuple[str, ...], other: tuple[str, ...]) -> str:
    """The rule by which two full names are one person's, "" where they are not."""
    if one == other or "".join(one).replace("-", "") == "".join(other).replace("-", ""):
        return "same name"
    short, long = sorted((one, other), key=len)
    if _bare(facts, short[-1]) != _bare(facts, long[-1]):
        inner = len(short) > 1 and short == long[: len(short)] and len(long) > len(short)
        return "second surname left out" if inner and short[-1] not in facts.particles else ""
    if short[0] == long[0]:
        middle_short, middle_long = short[1:-1], long[1:-1]
        if (
            not middle_short
            or not middle_long
            or all(_initial(a, b) for a, b in zip(middle_short, middle_long, strict=False))
        ):
            return "middle name left out"
        return ""
    if _initial(short[0], long[0]):
        return "initial"
    if _slip(short[0], long[0]) and len(short) == len(long):
        return "given name, spelt otherwise"
    if long[0] in facts.nicknames.get(short[0], ()) or short[0] in facts.nicknames.get(long[0], ()):
        return "nickname"
    return ""


def _slip(one: str, other: str) -> bool:
    """Whether a long given name is another one with a letter left out: Rushiyah, Rushdiyah; not Marian, Mariana."""
    goes_on = one.startswith(other) or other.startswith(one)
    return min(len(one), len(other)) >= _TYPO_LENGTH and not goes_on and _similar(one, other) > _SLIP_RATIO


def _similar(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _initial(one: str, other: str) -> bool:
    a, b = one.replace(".", ""), other.replace(".", "")
    return a == b or (len(a) == 1 and b.startswith(a)) or (len(b) == 1 and a.startswith(b))


def _bare(facts: Facts, word: str) -> str:
    """A surname without its joined prefix: al-Assad, Assad."""
    head, hyphen, rest = word.partition("-")
    return rest if hyphen and head in facts.hyphen_prefixes else word


def short_form(facts: Facts, name: tuple[str, ...], words: tuple[str, ...]) -> int:
    """How well a short name stands for a full one: 3 surname, 2 given name, 1 a middle name, 0 not at all."""
    if not words or len(name) < 2:
        return 0
    if len(words) > 1:
        return _FAMILY if name[-len(words) :] == words or words[-1:] == name[-1:] else 0
    word = words[0]
    if word in {name[-1], _bare(facts, name[-1])} or _bare(facts, word) == name[-1]:
        return _FAMILY
    if word == name[0]:
        return _FAMILY if word in facts.family_first else _GIVEN
    if "-" in name[-1] and word == name[-1].split("-")[-1] and name[0] not in facts.family_first:
        return _FAMILY
    if word in name[1:-1] and word not in facts.particles:
        return _FAMILY if len(name) > 2 and name[1] == word and word not in facts.given else _MIDDLE
    if word in facts.nicknames and name[0] in facts.nicknames[word]:
        return _GIVEN
    return 0


def sex_of(facts: Facts, words: tuple[str, ...], title: str) -> str:
    """m or f by title or given name, "" where neither tells."""
    told = _title_sex(facts, title)
    if told or not words or (len(words) > 1 and words[0] in facts.family_first and "-" in words[-1]):
        return told
    first = words[0]
    if first in facts.female:
        return "" if first in facts.male else "f"
    return "m" if first in facts.male else ""


def _title_sex(facts: Facts, title: str) -> str:
    return next((sex for word in title.split() if (sex := facts.address.get(plain(word), ""))), "")
