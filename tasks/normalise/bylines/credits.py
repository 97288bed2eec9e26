"""Credits of an article: who wrote it, who helped, who translated, which agency sent it."""

import re
from collections.abc import Iterable

from schemas.article import Credit, CreditRole, Evidence
from schemas.keys import fold
from tasks.normalise.bylines.facts import byline_facts
from tasks.normalise.bylines.names import LONGEST_LINE, is_agency, is_organisation, split_names


def credits_of(
    bylines: Iterable[str], credit_lines: Iterable[str] = (), agency: str | None = None, family_first: bool = False
) -> tuple[Credit, ...]:
    """The credits that byline and credit lines name, in order, each name once.

    `family_first`: the input is a library list that writes "Doe, Jane".
    """
    found: list[Credit] = []
    for line in bylines:
        found += _credits_of_line(line, "author", family_first)
    for line in credit_lines:
        for piece in re.split(r"[;\n]\s*|\.\s+(?=[A-Z])", line.strip(" ()[].")):
            found += _credits_of_line(piece, "contributor", family_first)
    if agency:
        found += [_credit(name, "agency") for name in split_names(agency)]
    return _once(found)


SENDER_RULE = "agency:sent-it"


def sender_evidence(agency: str | None, bylines: Iterable[str]) -> tuple[Evidence, ...]:
    """The agencies that only sent the article: an agency field names them and no byline does."""
    signed = {fold(credit.name) for credit in credits_of(bylines)}
    names = split_names(agency) if agency else []
    return tuple(Evidence(field="agencies", rule=SENDER_RULE, raw=name) for name in names if fold(name) not in signed)


def _credits_of_line(line: str, role: CreditRole, family_first: bool) -> list[Credit]:
    """The credits of one line, which may itself say "Additional reporting by …" half way."""
    if len(line) > LONGEST_LINE:
        return []
    facts = byline_facts()
    if facts.ignored_credit.match(line.strip()):
        return []
    for credit in facts.credits:
        match = credit.pattern.search(line)
        if not match:
            continue
        before, after = line[: match.start()], line[match.end() :]
        if credit.names_before:
            return [_credit(name, credit.role) for name in split_names(before)]
        return [
            *(_credits_of_line(before, role, family_first) if before.strip(" (.;,") else []),
            *(_credit(name, credit.role) for name in split_names(after)),
        ]
    return [_credit(name, role) for name in split_names(line, family_first)]


def _credit(name: str, role: CreditRole) -> Credit:
    if is_agency(name):
        return Credit(name=name, role="agency" if role == "author" else role, kind="organisation")
    return Credit(name=name, role=role, kind="organisation" if is_organisation(name) else "person")


def _once(found: list[Credit]) -> tuple[Credit, ...]:
    """Each name once, in its first role; "J. Doe" stays beside "Jane Doe": they may be two people."""
    kept: dict[str, Credit] = {}
    for credit in found:
        kept.setdefault(fold(credit.name), credit)
    return tuple(kept.values())
