"""Copies of one quotation, however trimmed: quotes.copy_key, kept right over the whole warehouse as articles come.

Of each wording a few stretches of four words are stored, chosen so that two wordings with six words on end in common
share one. Two that share one are compared; those of which one holds the other, or most of it, are copies.
"""

from collections.abc import Collection

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from warehouse.arrow import registered
from warehouse.namesakes import Groups

STRETCH = 4
# The least of three stretches on end is kept, so any six words on end keep one that does not depend on their place.
WINDOW = 3
# A shorter wording is a formula as often as a quotation: it is a copy only where all its words are the same.
LEAST_WORDS = STRETCH + WINDOW - 1
# Both were trimmed, or one has an ellipsis: so much of the shorter one's stretches must be in the other.
SHARED = 0.6

# Of a mixed quotation only the words in quote marks are the speaker's; the rest differs from paper to paper.
_WORDS = r"""
SELECT text_key, regexp_extract_all(lower(strip_accents(
    CASE WHEN type = 'mixed' THEN coalesce(nullif(list_aggregate(
        regexp_extract_all(text, '["“„«]([^"”“»]+)["”»]', 1), 'string_agg', ' '), ''), text)
    ELSE text END)), '[\p{L}\p{N}]+') AS words
FROM (
    SELECT text_key, min(type) AS type, min(text) AS text FROM quotes
    WHERE text_key IN (SELECT text_key FROM grouped_wordings) GROUP BY text_key
)
"""

_STRETCHES = f"""
SELECT text_key, list_transform(
    generate_series(1, len(words) - {STRETCH - 1}),
    lambda i: (md5_number_lower(array_to_string(words[i:i + {STRETCH - 1}], ' ')) >> 1)::BIGINT
) AS stretches
FROM ({_WORDS}) WHERE len(words) >= {LEAST_WORDS}
"""  # noqa: S608

_FINGERPRINTS = f"""
SELECT DISTINCT unnest(list_transform(
    generate_series(1, greatest(len(stretches) - {WINDOW - 1}, 1)),
    lambda i: list_min(stretches[i:i + {WINDOW - 1}])
)) AS fingerprint, text_key
FROM ({_STRETCHES})
"""  # noqa: S608

_CANDIDATES = """
SELECT DISTINCT n.text_key, o.text_key AS other_key
FROM new_fingerprints AS n
INNER JOIN quote_fingerprints AS o ON n.fingerprint = o.fingerprint AND n.text_key != o.text_key
"""

_COPIES = f"""
WITH stretches AS ({_STRETCHES})
SELECT p.text_key, p.other_key
FROM candidate_wordings AS p
INNER JOIN stretches AS n ON n.text_key = p.text_key
INNER JOIN stretches AS o ON o.text_key = p.other_key
WHERE len(list_intersect(n.stretches, o.stretches)) >= greatest(
    {WINDOW}, {SHARED} * least(len(list_distinct(n.stretches)), len(list_distinct(o.stretches)))
)
"""  # noqa: S608


def group_quotes(connection: sa.Connection, version_ids: Collection[str]) -> None:
    """Group the quotations of the versions with what they are copies of, in the caller's transaction.

    A group is named after its least text_key, so the outcome is the same in whatever order articles come.
    """
    if not version_ids:
        return
    with registered(connection, "grouped_versions", pa.table({"version_id": sorted(version_ids)})):
        wordings = _arrow(
            connection, "SELECT DISTINCT text_key FROM quotes SEMI JOIN grouped_versions USING (version_id)"
        )
        with registered(connection, "grouped_wordings", wordings):
            known = _arrow(
                connection,
                "SELECT DISTINCT text_key, copy_key FROM quotes SEMI JOIN grouped_wordings USING (text_key) "
                "ANTI JOIN grouped_versions USING (version_id)",
            )
    _group(connection, wordings, known)


def regroup_quotes(connection: sa.Connection) -> None:
    """Group all quotations anew, in the caller's transaction: after the rule changed or quotations were taken away."""
    connection.exec_driver_sql("DELETE FROM quote_fingerprints")
    connection.exec_driver_sql("UPDATE quotes SET copy_key = text_key WHERE copy_key != text_key")
    wordings = _arrow(connection, "SELECT DISTINCT text_key FROM quotes")
    _group(connection, wordings, wordings.slice(0, 0))


def _group(connection: sa.Connection, wordings: pa.Table, known: pa.Table) -> None:
    """Group the wordings; `known` are those among them that the warehouse had before, with the group of each."""
    is_new = pc.invert(pc.is_in(wordings["text_key"], value_set=known["text_key"].combine_chunks()))
    with registered(connection, "grouped_wordings", wordings.filter(is_new)):
        fingerprints = _arrow(connection, _FINGERPRINTS)
    with registered(connection, "new_fingerprints", fingerprints):
        connection.exec_driver_sql("INSERT INTO quote_fingerprints SELECT fingerprint, text_key FROM new_fingerprints")
        candidates = _arrow(connection, _CANDIDATES)
    _join(connection, known, candidates)


def _join(connection: sa.Connection, known: pa.Table, candidates: pa.Table) -> None:
    """Join the groups of copies, new ones and those that the warehouse had."""
    groups = Groups()
    for pair in known.to_pylist():
        groups.join(pair.values())
    for pair in _copies(connection, candidates):
        groups.join(pair.values())
    if moved := groups.moved():
        table = pa.table({"copy_key": list(moved), "least": list(moved.values())})
        with registered(connection, "moved_copies", table):
            connection.exec_driver_sql(
                "UPDATE quotes SET copy_key = m.least FROM moved_copies AS m WHERE quotes.copy_key = m.copy_key"
            )


def _copies(connection: sa.Connection, candidates: pa.Table) -> list[dict[str, str]]:
    """Those candidates that are copies, by the group that each wording is in."""
    both = pa.chunked_array([*candidates["text_key"].chunks, *candidates["other_key"].chunks], pa.string())
    with (
        registered(connection, "candidate_wordings", candidates),
        registered(connection, "grouped_wordings", pa.table({"text_key": both.unique()})),
    ):
        copies = _arrow(connection, _COPIES)
        with registered(connection, "copied_wordings", copies):
            pairs = _arrow(
                connection,
                "WITH grouped AS (SELECT text_key, any_value(copy_key) AS copy_key FROM quotes "
                "SEMI JOIN grouped_wordings USING (text_key) GROUP BY text_key) "
                "SELECT DISTINCT n.copy_key AS one, o.copy_key AS other FROM copied_wordings AS c "
                "JOIN grouped AS n ON n.text_key = c.text_key JOIN grouped AS o ON o.text_key = c.other_key",
            )
    return [dict(pair) for pair in pairs.to_pylist()]


def _arrow(connection: sa.Connection, sql: str) -> pa.Table:
    """The rows of a query within the connection's transaction."""
    database = connection.connection.driver_connection
    assert database is not None
    return database.execute(sql).to_arrow_table()
