"""People across articles: entities.person_id, kept right over the whole warehouse as articles come."""

from collections import defaultdict
from collections.abc import Collection, Sequence

import pyarrow as pa
import sqlalchemy as sa

from schemas.names import name_key, person_evidence
from warehouse.arrow import registered
from warehouse.namesakes import KnownPerson, Profile, persons_of

_LINKED = pa.schema(
    [
        ("name_key", pa.string()),
        ("evidence", pa.list_(pa.string())),
        ("person_id", pa.string()),
        ("wikidata_id", pa.string()),
    ]
)


def link_persons(connection: sa.Connection, version_ids: Collection[str]) -> None:
    """Link the people of the versions, and whoever bears one of their names, in the caller's transaction.

    The outcome is the same in whatever order articles come: each full name is judged anew over all that is known.
    """
    if version_ids:
        with registered(connection, "linked_versions", pa.table({"version_id": sorted(version_ids)})):
            of_versions = "SELECT name_key FROM entities WHERE version_id IN (SELECT version_id FROM linked_versions)"
            _link(connection, of_versions)


def relink_persons(connection: sa.Connection) -> None:
    """Link all people anew, in the caller's transaction: after the authority file changed."""
    _link(connection, "SELECT name_key FROM entities")


def rebuild_persons(connection: sa.Connection) -> None:
    """Work out keys and evidence with the rules of today, then link all people anew, in the caller's transaction."""
    _rebuild_keys(connection)
    relink_persons(connection)
    _link_speakers(connection, "true")


def _link(connection: sa.Connection, name_keys: str) -> None:
    """Judge the names that the query gives."""
    profiles: dict[str, set[Profile]] = defaultdict(set)
    for key, evidence in connection.exec_driver_sql(
        f"SELECT DISTINCT name_key, evidence FROM entities WHERE evidence IS NOT NULL AND name_key IN ({name_keys})"  # noqa: S608
    ):
        profiles[key].add(tuple(evidence))
    known = _known(connection)
    linked = [
        {
            "name_key": key,
            "evidence": list(profile),
            "person_id": person and person[0],
            "wikidata_id": person and person[1],
        }
        for key, of_name in profiles.items()
        for profile, person in persons_of(key, of_name, known.get(key, ())).items()
    ]
    with registered(connection, "linked_people", pa.Table.from_pylist(linked, schema=_LINKED)):
        connection.exec_driver_sql(
            "UPDATE entities SET person_id = l.person_id, wikidata_id = l.wikidata_id FROM linked_people AS l "
            "WHERE entities.name_key = l.name_key AND entities.evidence = l.evidence AND "
            "(entities.person_id IS DISTINCT FROM l.person_id OR entities.wikidata_id IS DISTINCT FROM l.wikidata_id)"
        )
        _link_speakers(connection, "e.name_key IN (SELECT name_key FROM linked_people)")


def _link_speakers(connection: sa.Connection, which: str) -> None:
    """Quotations carry their speaker's person too, so that who said what needs no join."""
    connection.exec_driver_sql(
        "UPDATE quotes SET speaker_person_id = e.person_id FROM entities AS e "  # noqa: S608
        f"WHERE quotes.speaker_entity_id = e.entity_id AND {which} "
        "AND quotes.speaker_person_id IS DISTINCT FROM e.person_id"
    )


def _known(connection: sa.Connection) -> dict[str, Sequence[KnownPerson]]:
    """The people of the authority file, by name."""
    known: dict[str, dict[str, KnownPerson]] = defaultdict(dict)
    for key, person_id, evidence, wikidata_id in connection.exec_driver_sql(
        "SELECT name_key, person_id, evidence, wikidata_id FROM authority ORDER BY person_id"
    ):
        known[key][person_id] = KnownPerson(person_id, frozenset(evidence), wikidata_id)
    return {key: tuple(people.values()) for key, people in known.items()}


def _rebuild_keys(connection: sa.Connection) -> None:
    """Work out the keys of names and the evidence of roles with the rules of today."""
    roles: dict[str, list[tuple[str | None, str | None, str | None]]] = defaultdict(list)
    for entity_id, *triple in connection.exec_driver_sql("SELECT entity_id, role, affiliation, place FROM roles"):
        roles[entity_id].append((triple[0], triple[1], triple[2]))
    rebuilt = [
        {
            "entity_id": entity_id,
            "name_key": name_key(name),
            "evidence": person_evidence(type_, name, roles[entity_id]),
        }
        for entity_id, type_, name in connection.exec_driver_sql("SELECT entity_id, type, name FROM entities")
    ]
    schema = pa.schema([("entity_id", pa.string()), ("name_key", pa.string()), ("evidence", pa.list_(pa.string()))])
    with registered(connection, "rebuilt_keys", pa.Table.from_pylist(rebuilt, schema=schema)):
        connection.exec_driver_sql(
            "UPDATE entities SET name_key = r.name_key, evidence = r.evidence, person_id = NULL, wikidata_id = NULL "
            "FROM rebuilt_keys AS r WHERE entities.entity_id = r.entity_id AND "
            "(entities.name_key != r.name_key OR entities.evidence IS DISTINCT FROM r.evidence)"
        )
