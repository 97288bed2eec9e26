"""Warehouses of any size, generated in SQL: realistic counts and widths of rows, not realistic wording."""

from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa

from warehouse.key_index import renew_index
from warehouse.migrate import migrate
from warehouse.session import open_warehouse
from warehouse.tables import METADATA

MENTIONS, ENTITIES, QUOTES, BANDS, STRETCHES = 10, 5, 3, 25, 9
_PERSON = f"(hash(a * {ENTITIES} + n) % 60000)"
_NAME = f"'Given' || ({_PERSON} % 3000) || ' Family' || ({_PERSON} // 3000)"
_TABLES: dict[str, tuple[int, dict[str, str]]] = {
    "article_versions": (
        1,
        {
            "version_id": "md5('v' || a)",
            "article_id": "md5('a' || a)",
            "source_id": "'s' || (a % 50)",
            "url": "'https://news.example/' || a",
            "title": "'Headline number ' || a",
            "body": "repeat('word ' || md5('b' || a) || ' ', 30)",
            "content_hash": "md5('c' || a)",
            "metadata_hash": "md5('m' || a)",
            "copy_group": "CASE WHEN a % 10 = 0 THEN md5('a' || (a // 100)) END",
            "published_at": "TIMESTAMPTZ '2015-01-01 00:00:00Z' + INTERVAL 1 MINUTE * (a % 5000000)",
            "published_on": "DATE '2015-01-01' + ((a // 1440) % 3650)::INTEGER",
            "word_count": "200",
            "status": "'ok'",
        },
    ),
    "article_urls": (
        1,
        {"article_id": "md5('a' || a)", "url": "'https://news.example/' || a", "source_id": "'s' || (a % 50)"},
    ),
    "entities": (
        ENTITIES,
        {
            "entity_id": f"md5('e' || (a * {ENTITIES} + n))",
            "article_id": "md5('a' || a)",
            "version_id": "md5('v' || a)",
            "type": "'PERSON'",
            "name": _NAME,
            "name_key": f"md5('n' || {_PERSON})",
            "person_id": f"md5('p' || {_PERSON})",
            "evidence": "['role:mayor']",
        },
    ),
    "mentions": (
        MENTIONS,
        {
            "entity_id": f"md5('e' || (a * {ENTITIES} + n % {ENTITIES}))",
            "article_id": "md5('a' || a)",
            "version_id": "md5('v' || a)",
            "part": "'body'",
            "start_char": "n * 50",
            "end_char": "n * 50 + 12",
            "text": "'Given Family'",
        },
    ),
    "roles": (
        2,
        {
            "entity_id": f"md5('e' || (a * {ENTITIES} + n))",
            "article_id": "md5('a' || a)",
            "version_id": "md5('v' || a)",
            "role": "'mayor'",
            "part": "'body'",
        },
    ),
    "quotes": (
        QUOTES,
        {
            "quote_id": f"md5('q' || (a * {QUOTES} + n))",
            "article_id": "md5('a' || a)",
            "version_id": "md5('v' || a)",
            "type": "'direct'",
            "part": "'body'",
            "start_char": "n * 200",
            "end_char": "n * 200 + 120",
            "text": f"'A quotation of some ten words that nobody ever said, number ' || (a * {QUOTES} + n)",
            "text_key": f"md5('t' || (a * {QUOTES} + n))",
            # Of the papers that print one story, each has its three quotations.
            "copy_key": f"md5('t' || ((CASE WHEN a % 10 = 0 THEN a // 100 * 100 ELSE a END) * {QUOTES} + n))",
            "speaker_entity_id": f"md5('e' || (a * {ENTITIES} + n))",
            "speaker_name": _NAME,
            "speaker_person_id": f"md5('p' || {_PERSON})",
            "utterance": "n",
        },
    ),
    "quote_wordings": (
        QUOTES,
        {
            "wording": f"('0x' || md5('t' || (a * {QUOTES} + n))[:15])::BIGINT",
            "text_key": f"md5('t' || (a * {QUOTES} + n))",
            "copy_key": f"md5('t' || (a * {QUOTES} + n))",
            "stretches": f"{STRETCHES}",
        },
    ),
    "quote_stretches": (
        QUOTES * STRETCHES,
        {
            "stretch": f"(hash(a * {QUOTES * STRETCHES} + n) >> 1)::BIGINT",
            "wording": f"('0x' || md5('t' || (a * {QUOTES} + n // {STRETCHES}))[:15])::BIGINT",
        },
    ),
    "minhash_signatures": (
        1,
        {
            "version_id": "md5('v' || a)",
            "article_id": "md5('a' || a)",
            "signature": "encode(repeat(md5('s' || a), 16))",
        },
    ),
    "search_documents": (
        1,
        {
            "document": "(hash(md5('v' || a)) >> 1)::BIGINT",
            "version_id": "md5('v' || a)",
            "segment": "'s' || (a // 50000)",
            "words": "60",
        },
    ),
    "minhash_bands": (BANDS, {"band_key": "(hash(a * 25 + n) >> 1)::BIGINT", "version_id": "md5('v' || a)"}),
}  # fmt: skip


def generate(path: Path, articles: int) -> None:
    """A warehouse of so many articles, each in one version with ten mentions, five people and three quotes."""
    migrate(path)
    with open_warehouse(path) as connection, connection.begin():
        connection.exec_driver_sql(
            "INSERT INTO sources (source_id, name) SELECT 's' || i, 'Source ' || i FROM range(50) AS sources(i)"
        )
        for name, (each, values) in _TABLES.items():
            connection.exec_driver_sql(_insert(METADATA.tables[name], articles, each, values))
        connection.exec_driver_sql(
            "INSERT INTO person_names BY NAME "
            "SELECT DISTINCT name_key, name, evidence, person_id, wikidata_id FROM entities"
        )
    with open_warehouse(path) as connection:
        connection.exec_driver_sql("CHECKPOINT")
        renew_index(connection)


def _insert(table: sa.Table, articles: int, each: int, values: Mapping[str, str]) -> str:
    given = dict(values)
    for column in table.columns:
        if not column.nullable and column.name not in given:
            given[column.name] = _plain(column)
    columns, expressions = ", ".join(f'"{name}"' for name in given), ", ".join(given.values())
    return (
        f"INSERT INTO {table.name} ({columns}) SELECT {expressions} "  # noqa: S608
        f"FROM range({articles}) AS articles(a), range({each}) AS numbers(n)"
    )


def _plain(column: sa.Column[object]) -> str:
    if isinstance(column.type, sa.ARRAY):
        return "[]"
    if isinstance(column.type, sa.DateTime):
        return "TIMESTAMPTZ '2024-01-01 00:00:00Z'"
    for type_, value in ((sa.String, "'x'"), (sa.BigInteger, "1"), (sa.Boolean, "true"), (sa.Double, "0.5")):
        if isinstance(column.type, type_):
            return value
    raise TypeError(column.name)
