"""The rules by which people are named and joined: where they are others than those of the warehouse, all is done anew.

The name's key and the evidence are worked out when an article is loaded; without this, people of yesterday and of
today would be joined by different rules.
"""

import logging
from collections import defaultdict
from datetime import datetime

import sqlalchemy as sa

from schemas.decided import CorrectionRow, RuleSetRow
from schemas.keys import stable_key
from schemas.names import FACTS, name_key, person_evidence
from warehouse.arrow import registered
from warehouse.decided import settle_corrections
from warehouse.namesakes import RULES
from warehouse.persons import link_speakers, relink_persons
from warehouse.session import written
from warehouse.sql import compose, name
from warehouse.tables import AUTHORITY, CORRECTIONS, ENTITIES, ROLES, RULE_SETS, STAGED_RESULTS
from warehouse.turns import read_turn, take_turn
from warehouse.upsert import upsert

_LOG = logging.getLogger("copydesk.warehouse")
_NAME = "people"
# What an entity is called, and all that is said of it: many entities have that in common.
_COMBINATIONS = """
CREATE OR REPLACE TEMP TABLE combined AS
SELECT entity_id, dense_rank() OVER (ORDER BY type, name, said) AS combination, type, name, said
FROM {entities} LEFT JOIN (
    SELECT entity_id, list_sort(list(DISTINCT {{'role': role, 'affiliation': affiliation, 'place': place}})) AS said
    FROM {roles} GROUP BY entity_id
) USING (entity_id)
"""
_UPDATE = """
UPDATE {entities} AS e SET name_key = w.name_key, evidence = w.evidence, person_id = NULL, wikidata_id = NULL
FROM temp.combined AS c INNER JOIN worked_out AS w ON c.combination = w.combination
WHERE e.entity_id = c.entity_id AND (e.name_key != w.name_key OR e.evidence IS DISTINCT FROM w.evidence)
"""


def keep_person_rules(connection: sa.Connection, *, now: datetime) -> bool:
    """Join all people anew where the rules have changed since they were joined; True where that was done."""
    digest = stable_key(RULES, FACTS.read_text("utf-8"))
    turn = read_turn(connection)
    with connection.begin():
        known = connection.scalar(sa.select(RULE_SETS.c.digest).where(RULE_SETS.c.name == written(_NAME)))
        if known == digest:
            return False
        take_turn(connection, turn)
        upsert(connection, RULE_SETS, [RuleSetRow(name=_NAME, digest=digest, applied_at=now)])
        if not connection.scalar(sa.select(sa.exists(sa.select(ENTITIES)))):
            return False
        rebuild_persons(connection)
    _LOG.warning("the rules for names of people have changed since the last run: all people were joined anew")
    return True


def rebuild_persons(connection: sa.Connection) -> None:
    """Work out keys and evidence with the rules of today, then link all people anew, in the caller's transaction."""
    before = _keys_of_corrected(connection)
    for entities, roles in ((ENTITIES, ROLES), (STAGED_RESULTS[ENTITIES], STAGED_RESULTS[ROLES])):
        _work_out(connection, entities.name, roles.name)
    _rekey_corrections(connection, before)
    for alias, known in connection.execute(sa.select(AUTHORITY.c.alias, AUTHORITY.c.name_key).distinct()).all():
        if (key := name_key(alias)) != known:
            connection.execute(sa.update(AUTHORITY).where(AUTHORITY.c.alias == alias).values(name_key=key))
    relink_persons(connection)
    link_speakers(connection)
    settle_corrections(connection)


def _work_out(connection: sa.Connection, entities: str, roles: str) -> None:
    import pyarrow as pa  # imported late: the rules seldom change

    schema = pa.schema({"combination": pa.int64(), "name_key": pa.string(), "evidence": pa.list_(pa.string())})
    connection.exec_driver_sql(compose(_COMBINATIONS, entities=name(entities), roles=name(roles)))
    found = connection.exec_driver_sql("SELECT DISTINCT combination, type, name, said FROM temp.combined")
    worked_out = [
        {
            "combination": combination,
            "name_key": name_key(name),
            "evidence": person_evidence(
                type_, name, [(one["role"], one["affiliation"], one["place"]) for one in said or ()]
            ),
        }
        for combination, type_, name, said in found
    ]
    with registered(connection, "worked_out", pa.Table.from_pylist(worked_out, schema=schema)):
        connection.exec_driver_sql(compose(_UPDATE, entities=name(entities)))


def _keys_of_corrected(connection: sa.Connection) -> dict[str, tuple[str, str]]:
    """(article_id, name_key) by entity, of the articles that corrections are about."""
    about = sa.union(sa.select(CORRECTIONS.c.article_id), sa.select(CORRECTIONS.c.other_article_id))
    of = ENTITIES.c
    found = connection.execute(sa.select(of.entity_id, of.article_id, of.name_key).where(of.article_id.in_(about)))
    return {entity_id: (article_id, key) for entity_id, article_id, key in found}


def _rekey_corrections(connection: sa.Connection, before: dict[str, tuple[str, str]]) -> None:
    """Corrections point at names by their keys, so they follow them."""
    moved: dict[tuple[str | None, str | None], str] = defaultdict(str)
    for entity_id, (_, key) in _keys_of_corrected(connection).items():
        moved[before[entity_id]] = key
    for found in connection.execute(sa.select(CORRECTIONS)).mappings().all():
        row = CorrectionRow(**found)
        changed = {
            "target_key": moved[row.article_id, row.target_key] or row.target_key,
            "other_key": moved[row.other_article_id, row.other_key] or row.other_key,
            "other_id": row.other_id,
        }
        if row.value and row.kind == "right_speaker":
            changed["other_key"] = name_key(row.value)
        if row.value and row.kind == "split_entity":
            changed["other_id"] = name_key(row.value)
        if any(changed[name] != getattr(row, name) for name in changed):
            of = CORRECTIONS.c.correction_id
            connection.execute(sa.update(CORRECTIONS).where(of == row.correction_id).values(changed))
