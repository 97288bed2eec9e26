"""People across articles: entities.person_id, kept right over the whole warehouse as articles come.

person_names has each name once with each thing that is said of who bears it: few rows beside those of entities, so
that who bears a name is found as quickly however often it was printed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa
from duckdb_sqlalchemy import insert_from_arrow

from schemas.rows import PersonNameRow
from warehouse.arrow import query_arrow, registered, with_column
from warehouse.namesakes import KnownPerson, Profile, persons_of
from warehouse.sql import Part, compose, name
from warehouse.tables import ENTITIES, PERSON_NAMES

if TYPE_CHECKING:
    import pyarrow as pa

_ALL, _TRUE = Part(""), Part("true")
_RELINK = """
UPDATE {table} AS e SET person_id = l.person_id, wikidata_id = l.wikidata_id
FROM linked_people AS l
WHERE e.name_key = l.name_key AND e.evidence = l.evidence
"""


Bearer = tuple[str, Profile]
"""A full name's key, and what one article says of who bears it."""
Person = tuple[str | None, str | None]
"""person_id and wikidata_id; neither where it could be several people."""


class _Stored(NamedTuple):
    """What is kept of a row of person_names."""

    bearer: Bearer
    name: str
    person: Person


class Linked(NamedTuple):
    """Rows of entities with the people that they are, and the names of which the warehouse's rows got other people."""

    rows: pa.Table
    changed_names: Collection[str]


def link_persons(connection: sa.Connection, entities: pa.Table) -> Linked:
    """Say who the entities are; who bears one of their names in the warehouse is judged anew, and changed there.

    The outcome is the same in whatever order articles come: each full name is judged over all that is known. Works in
    the caller's transaction, before the rows are added.
    """
    import pyarrow as pa

    bearers = _bearers(entities)
    added = {one for one in bearers if one}
    if not added:
        return Linked(entities, ())
    with registered(connection, "named_people", pa.table({"name_key": sorted({key for key, _ in added})})):
        stored = _stored(connection, Part("SEMI JOIN named_people USING (name_key)"))
    people = _judged(connection, added | {one.bearer for one in stored})
    changed = _changed(people, stored)
    _write(connection, changed)
    named = {(one, name) for one, name in zip(bearers, entities["name"].to_pylist(), strict=True) if one}
    _add_names(connection, named - {(one.bearer, one.name) for one in stored}, people)
    found = [people[one] if one else (None, None) for one in bearers]
    linked = with_column(entities, "person_id", [person_id for person_id, _ in found])
    linked = with_column(linked, "wikidata_id", [wikidata_id for _, wikidata_id in found])
    return Linked(linked, {key for key, _ in changed})


def with_speakers(quotes: pa.Table, entities: pa.Table) -> pa.Table:
    """The rows of quotations with the people who speak, by the rows of the entities of the same articles."""
    people = dict(zip(entities["entity_id"].to_pylist(), entities["person_id"].to_pylist(), strict=True))
    return with_column(
        quotes, "speaker_person_id", [people.get(one) for one in quotes["speaker_entity_id"].to_pylist()]
    )


def relink_persons(connection: sa.Connection) -> None:
    """Link all people anew, in the caller's transaction: after the authority file or many entities changed."""
    connection.execute(sa.delete(PERSON_NAMES))
    _collect_names(connection)
    stored = _stored(connection)
    _write(connection, _changed(_judged(connection, {one.bearer for one in stored}), stored))


def renew_names(connection: sa.Connection, name_keys: Collection[str]) -> None:
    """Write anew who bears these names, in the caller's transaction: after entities were changed or deleted."""
    import pyarrow as pa

    with registered(connection, "renewed_names", pa.table({"name_key": pa.array(sorted(name_keys), pa.string())})):
        connection.exec_driver_sql("DELETE FROM person_names WHERE name_key IN (SELECT name_key FROM renewed_names)")
        _collect_names(connection, Part("SEMI JOIN renewed_names USING (name_key)"))


def _collect_names(connection: sa.Connection, which: Part = _ALL) -> None:
    statement = (
        "INSERT INTO person_names BY NAME SELECT DISTINCT name_key, name, evidence, person_id, wikidata_id "
        "FROM entities {which} WHERE evidence IS NOT NULL"
    )
    connection.exec_driver_sql(compose(statement, which=which))


def _bearers(entities: pa.Table) -> list[Bearer | None]:
    """Of each row who bears which full name; None for a row that is no person with one."""
    pairs = zip(entities["name_key"].to_pylist(), entities["evidence"].to_pylist(), strict=True)
    return [None if evidence is None else (key, tuple(evidence)) for key, evidence in pairs]


def _stored(connection: sa.Connection, which: Part = _ALL) -> list[_Stored]:
    """The bearers of full names in the warehouse, and who each of them is taken for."""
    found = query_arrow(connection, compose("FROM person_names {which}", which=which))
    people = zip(found["person_id"].to_pylist(), found["wikidata_id"].to_pylist(), strict=True)
    rows = zip(_bearers(found), found["name"].to_pylist(), people, strict=True)
    return [_Stored(bearer, name, person) for bearer, name, person in rows if bearer]


def _changed(people: Mapping[Bearer, Person], stored: Collection[_Stored]) -> dict[Bearer, Person]:
    return {one.bearer: people[one.bearer] for one in stored if people[one.bearer] != one.person}


def _add_names(
    connection: sa.Connection, named: Collection[tuple[Bearer, str]], people: Mapping[Bearer, Person]
) -> None:
    rows = []
    for (key, evidence), name_ in sorted(named):
        person_id, wikidata_id = people[key, evidence]
        rows.append(
            PersonNameRow(name_key=key, name=name_, evidence=evidence, person_id=person_id, wikidata_id=wikidata_id)
        )
    if rows:
        insert_from_arrow(connection, PERSON_NAMES, PersonNameRow.to_arrow(rows))


def _judged(connection: sa.Connection, bearers: Collection[Bearer]) -> dict[Bearer, Person]:
    """Who each of the bearers is; they are all that is known of each of their names."""
    profiles: dict[str, set[Profile]] = defaultdict(set)
    for key, profile in bearers:
        profiles[key].add(profile)
    known = _known(connection)
    return {
        (key, profile): person or (None, None)
        for key, of_name in profiles.items()
        for profile, person in persons_of(key, of_name, known.get(key, ())).items()
    }


def _write(connection: sa.Connection, people: Mapping[Bearer, Person]) -> None:
    """Change who these bearers are taken for, in entities and where they speak."""
    if not people:
        return
    import pyarrow as pa

    text = pa.string()
    schema = pa.schema({"name_key": text, "evidence": pa.list_(text), "person_id": text, "wikidata_id": text})
    linked = [
        {"name_key": key, "evidence": profile, "person_id": person_id, "wikidata_id": wikidata_id}
        for (key, profile), (person_id, wikidata_id) in people.items()
    ]
    with registered(connection, "linked_people", pa.Table.from_pylist(linked, schema=schema)):
        for table in (ENTITIES, PERSON_NAMES):
            connection.exec_driver_sql(compose(_RELINK, table=name(table.name)))
        link_speakers(connection, Part("e.name_key IN (SELECT name_key FROM linked_people)"))


def link_speakers(connection: sa.Connection, which: Part = _TRUE) -> None:
    """Quotations carry their speaker's person too, so that who said what needs no join."""
    statement = (
        "UPDATE quotes SET speaker_person_id = e.person_id FROM entities AS e "
        "WHERE quotes.speaker_entity_id = e.entity_id AND {which} "
        "AND quotes.speaker_person_id IS DISTINCT FROM e.person_id"
    )
    connection.exec_driver_sql(compose(statement, which=which))


def _known(connection: sa.Connection) -> dict[str, Sequence[KnownPerson]]:
    """The people of the authority file, by name."""
    known: dict[str, dict[str, KnownPerson]] = defaultdict(dict)
    for key, person_id, evidence, wikidata_id in connection.exec_driver_sql(
        "SELECT name_key, person_id, evidence, wikidata_id FROM authority ORDER BY person_id"
    ):
        known[key][person_id] = KnownPerson(person_id, frozenset(evidence), wikidata_id)
    return {key: tuple(people.values()) for key, people in known.items()}
