"""Which bearers of one full name are the same person: by what articles say of them, never by the name's parts.

Plain functions over sets of evidence (schemas.names), so that the answer depends on what is known, not on its order.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.keys import stable_key
from schemas.names import AFFILIATION, PLACE, ROLE

RULES = 1
"""Raised when people are keyed or joined otherwise, here or in schemas.names: a run then joins all of them anew."""

Profile = tuple[str, ...]
"""What one article says of a person: sorted pieces of evidence; empty where it says nothing."""


@dataclass(frozen=True)
class KnownPerson:
    """A person of the authority file."""

    person_id: str
    evidence: frozenset[str]
    wikidata_id: str | None


@dataclass
class _Cluster:
    """Profiles that are taken for one person."""

    profiles: list[Profile]
    pieces: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.pieces = {piece for profile in self.profiles for piece in profile}

    @property
    def roles(self) -> set[str]:
        return {piece for piece in self.pieces if piece.startswith(ROLE)}

    def absorb(self, other: "_Cluster") -> None:
        self.profiles += other.profiles
        self.pieces |= other.pieces


def persons_of(
    name_key: str, profiles: Collection[Profile], known: Sequence[KnownPerson] = ()
) -> dict[Profile, tuple[str, str | None] | None]:
    """(person_id, wikidata_id) by profile, for all profiles of one full name; None where it could be several people."""
    clusters = _clusters([profile for profile in profiles if profile])
    named = _named(name_key, clusters, known)
    found: dict[Profile, tuple[str, str | None] | None] = dict.fromkeys(profiles)
    found |= {profile: person for cluster, person in named for profile in cluster.profiles}
    if () in found:
        found[()] = _without_evidence(name_key, clusters, {person for _, person in named}, known)
    return found


def _clusters(profiles: Sequence[Profile]) -> list[_Cluster]:
    """People told apart by affiliations and by roles in places; a role alone joins the only one who holds it."""
    strong = [profile for profile in profiles if any(map(_is_strong, profile))]
    weak = [profile for profile in profiles if not any(map(_is_strong, profile))]
    clusters = [_Cluster(joined) for joined in _joined(strong, _is_strong)]
    # What they are like is fixed before any joins, so that the order in which they are looked at says nothing.
    roles = [cluster.roles for cluster in clusters]
    for loose in [_Cluster(joined) for joined in _joined(weak, lambda _: True)]:
        alike = [cluster for cluster, held in zip(clusters, roles, strict=False) if held & loose.roles]
        if len(alike) == 1:
            alike[0].absorb(loose)
        elif not alike:
            clusters.append(loose)
    return clusters


def _is_strong(piece: str) -> bool:
    return piece.startswith((AFFILIATION, PLACE))


def _joined(profiles: Sequence[Profile], counts: Callable[[str], bool]) -> list[list[Profile]]:
    """Profiles in groups that hang together by pieces that count."""
    groups = Groups()
    for profile in profiles:
        pieces = [piece for piece in profile if counts(piece)]
        groups.join(pieces)
    members: dict[str, list[Profile]] = defaultdict(list)
    for profile in sorted(profiles):
        members[groups.least(next(piece for piece in profile if counts(piece)))].append(profile)
    return list(members.values())


def _named(
    name_key: str, clusters: Sequence[_Cluster], known: Sequence[KnownPerson]
) -> list[tuple[_Cluster, tuple[str, str | None]]]:
    """Each cluster with its person: of the authority file where that one alone agrees, else one of its own."""
    named = []
    for cluster in clusters:
        agreeing = [one for one in known if one.evidence & cluster.pieces]
        if not agreeing and len(clusters) == 1:
            # The file says nothing against it, and nobody else bears the name.
            agreeing = [one for one in known if not one.evidence]
        if len(agreeing) == 1:
            named.append((cluster, (agreeing[0].person_id, agreeing[0].wikidata_id)))
        else:
            own = () if len(clusters) == 1 else (min(cluster.pieces),)
            named.append((cluster, (stable_key("person", name_key, *own), None)))
    return named


def _without_evidence(
    name_key: str,
    clusters: Sequence[_Cluster],
    persons: Collection[tuple[str, str | None]],
    known: Sequence[KnownPerson],
) -> tuple[str, str | None] | None:
    """Who a name alone stands for: the only person who bears it, else nobody."""
    bearers = {person_id for person_id, _ in persons} | {one.person_id for one in known}
    if len(bearers) > 1:
        return None
    if persons:
        return next(iter(persons))
    if known:
        return known[0].person_id, known[0].wikidata_id
    return stable_key("person", name_key), None


class Groups:
    """Things that hang together; the least of a group stands for it."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def least(self, one: str) -> str:
        while (above := self._above.get(one, one)) != one:
            self._above[one] = self._above.get(above, above)
            one = above
        return one

    def join(self, ones: Iterable[str]) -> None:
        leasts = sorted({self.least(one) for one in ones})
        for other in leasts[1:]:
            self._above[other] = leasts[0]

    def moved(self) -> Mapping[str, str]:
        """Everything that another now stands for, with the one that does."""
        return {one: self.least(one) for one in self._above if self.least(one) != one}
