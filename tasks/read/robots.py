"""Rules of a robots.txt as RFC 9309 has them: the longest pattern that fits decides.

The standard library's parser takes the first that fits and knows no wildcards, which most news sites use.
"""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

# What is read of a robots.txt; the RFC asks for 500 KiB at least.
ROBOTS_BYTES = 512_000
_ANY = "*"


@dataclass(frozen=True)
class Rules:
    """What one robot may fetch of a host: patterns with whether they allow, and seconds between requests if given."""

    patterns: tuple[tuple[str, bool], ...] = ()
    delay: float | None = None

    def allow(self, url: str) -> bool:
        """Whether the address may be fetched; of two patterns of one length the one that allows counts."""
        parts = urlsplit(url)
        path = unquote(parts.path or "/") + (f"?{unquote(parts.query)}" if parts.query else "")
        fitting = [(len(pattern), allowed) for pattern, allowed in self.patterns if _fits(pattern, path)]
        return max(fitting, default=(0, True))[1]


ALLOW_ALL = Rules()


def parse_robots(text: str, agent: str) -> Rules:
    """The rules for the robot `agent`: those of its own groups, else those of the groups for all."""
    groups: dict[str, Rules] = {}
    names: list[str] = []
    in_rules = False
    for line in text.lstrip("\ufeff").splitlines():
        key, _, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if key == "user-agent":
            # Names below one another share the rules that follow; a name below rules opens a new group.
            names = [value.lower()] if in_rules else [*names, value.lower()]
            in_rules = False
            for name in names:
                groups.setdefault(name, Rules())
        elif key in ("allow", "disallow", "crawl-delay"):
            in_rules = True
            for name in names:
                groups[name] = _with_rule(groups[name], key, value)
    return groups.get(agent.lower(), groups.get(_ANY, ALLOW_ALL))


def _with_rule(rules: Rules, key: str, value: str) -> Rules:
    if key == "crawl-delay":
        try:
            return Rules(rules.patterns, max(0.0, float(value)))
        except ValueError:
            return rules
    # An empty pattern closes nothing.
    return Rules((*rules.patterns, (unquote(value), key == "allow")), rules.delay) if value else rules


def _fits(pattern: str, path: str) -> bool:
    """Whether a pattern with * for anything and $ for the end fits; in one pass, however many stars it has."""
    ends = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split(_ANY)
    if not path.startswith(first):
        return False
    at = len(first)
    for number, piece in enumerate(rest, 1):
        if ends and number == len(rest):
            return len(path) - len(piece) >= at and path.endswith(piece)
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not ends or at == len(path)
