"""What a correction is about: found by id, by the first letters of an id, or by name, and kept as a stable key.

Entities and quotations are kept as an article and a key of their words, so that a new version or a new enrichment
leaves them found; people as an article that names them, whatever ids people get.
"""

from typing import Literal

import sqlalchemy as sa

from schemas.errors import UserError
from schemas.names import name_key
from schemas.record import Record
from warehouse.sql import compose, literal

TargetKind = Literal["person", "entity", "quote", "article"]
# Fewer letters of an id are likelier a mistake than an id.
_LEAST_LETTERS = 4
_MANY = 6

_FIND_PERSON = """
SELECT c.person_id AS id, c.article_id, c.name_key AS key, c.name, c.type
FROM corrected_entities AS c
INNER JOIN entities AS e ON c.entity_id = e.entity_id
WHERE (e.person_id = :id OR c.person_id = :id) AND c.joined_entity_id = c.entity_id
ORDER BY e.person_id IS DISTINCT FROM :id, e.evidence = [], c.article_id, c.version DESC
LIMIT 1
"""
_PERSON_IDS = """
SELECT DISTINCT person_id AS id, name FROM entities WHERE starts_with(person_id, :id)
UNION SELECT DISTINCT person_id, name FROM corrected_entities WHERE starts_with(person_id, :id)
"""
_PERSONS_NAMED = """
SELECT DISTINCT person_id AS id, name FROM corrected_entities
WHERE person_id IS NOT NULL AND (name_key = :key OR lower(name) = lower(:name))
"""
_FIND_ENTITY = """
SELECT entity_id AS id, article_id, name_key AS key, name, type FROM entities WHERE starts_with(entity_id, :id) LIMIT 2
"""
_FIND_QUOTE = """
SELECT quote_id AS id, article_id, text_key AS key, text AS name, type FROM quotes
WHERE starts_with(quote_id, :id) LIMIT 2
"""
_FIND_ARTICLE = """
SELECT DISTINCT article_id AS id, article_id, NULL AS key, arg_max(title, version) AS name, 'article' AS type
FROM article_versions
WHERE starts_with(article_id, :id) OR article_id IN (SELECT u.article_id FROM article_urls AS u WHERE u.url = :id)
GROUP BY article_id LIMIT 2
"""
_ID_ALONE = {"entity": _FIND_ENTITY, "quote": _FIND_QUOTE, "article": _FIND_ARTICLE}
_WHERE_TO_LOOK = {
    "person": "SELECT person_id, name, roles FROM persons",
    "entity": "SELECT entity_id, name, article_id FROM entities",
    "quote": "SELECT quote_id, speaker_name, text FROM who_said_what",
    "article": "SELECT article_id, title, url FROM articles",
}


class Target(Record):
    """What a correction is about, by a key that outlives re-runs."""

    kind: TargetKind
    id: str
    article_id: str
    key: str | None
    name: str | None
    type: str


class UnknownTarget(UserError):
    """Nothing, or more than one thing, is called so."""

    exit_code = 2


def find_target(connection: sa.Connection, given: str, *kinds: TargetKind) -> Target:
    """The one thing of these kinds that is called so. Raises UnknownTarget, which says where to look."""
    found = [target for kind in kinds for target in _find(connection, given, kind)]
    if len(found) == 1:
        return found[0]
    what = " or ".join(kinds)
    if not found:
        look = " or ".join(f'copydesk sql "{_WHERE_TO_LOOK[kind]}"' for kind in kinds)
        raise UnknownTarget(f"no {what} is or begins with {given!r}; see {look}")
    named = ", ".join(f"{one.id} ({one.name})" for one in found[:_MANY])
    raise UnknownTarget(f"more than one {what} is or begins with {given!r}; give the id of one: {named} …")


_FIND_IN_ARTICLE = """
SELECT c.entity_id AS id, c.article_id, c.name_key AS key, c.name, c.type
FROM corrected_entities AS c
INNER JOIN entities AS e ON c.entity_id = e.entity_id
WHERE (e.person_id = :person OR c.person_id = :person) AND c.article_id = :article
ORDER BY c.version DESC
LIMIT 1
"""


def find_in_article(connection: sa.Connection, person: Target, article: Target) -> Target:
    """The person's entity in the article. Raises UnknownTarget where the article does not name the person."""
    asked = {"person": person.id, "article": article.article_id}
    row = connection.execute(sa.text(_FIND_IN_ARTICLE), asked).mappings().first()
    if row is None:
        where = "SELECT article_id FROM corrected_entities WHERE person_id = {person}"
        look = compose(where, person=literal(person.id))
        raise UnknownTarget(
            f'{article.name or article.id} does not name {person.name}; see copydesk sql "{look}" for those that do'
        )
    return Target(kind="entity", **row)


def _find(connection: sa.Connection, given: str, kind: TargetKind) -> list[Target]:
    if kind == "person":
        return _find_persons(connection, given)
    if len(given) < _LEAST_LETTERS:
        return []
    found = connection.execute(sa.text(_ID_ALONE[kind]), {"id": given}).mappings()
    return [Target(kind=kind, **row) for row in found]


def _find_persons(connection: sa.Connection, given: str) -> list[Target]:
    ids: set[str] = set()
    if len(given) >= _LEAST_LETTERS:
        ids = set(connection.execute(sa.text(_PERSON_IDS), {"id": given}).scalars())
    if not ids:
        named = connection.execute(sa.text(_PERSONS_NAMED), {"key": name_key(given), "name": given})
        ids = set(named.scalars())
    people = []
    for person_id in sorted(ids):
        row = connection.execute(sa.text(_FIND_PERSON), {"id": person_id}).mappings().one()
        people.append(Target(kind="person", **dict(row) | {"id": person_id}))
    return people
