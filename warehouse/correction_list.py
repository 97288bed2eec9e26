"""Listing what was decided, and whether it still finds what it is about."""

from datetime import datetime

import sqlalchemy as sa
from pydantic import Field

from schemas.decided import CorrectionKind
from schemas.record import Record

_LIST = """
WITH about AS (
    SELECT article_id FROM corrections UNION SELECT other_article_id FROM corrections
),

named AS (
    SELECT article_id, name_key, arg_max(name, version) AS name
    FROM entities SEMI JOIN about USING (article_id) GROUP BY ALL
),

quoted AS (
    SELECT article_id, text_key, arg_max(text, version) AS text
    FROM quotes SEMI JOIN about USING (article_id) GROUP BY ALL
),

titled AS (
    SELECT article_id, arg_max(coalesce(title, url, source_ref), version) AS title
    FROM article_versions SEMI JOIN about USING (article_id) GROUP BY ALL
)

SELECT
    c.*,
    coalesce(q.text, e.name, CASE WHEN c.target_key IS NULL THEN v.title END) AS target,
    coalesce(c.value, o.name) AS decision,
    f.correction_id IS NOT NULL AND coalesce(q.text, e.name, CASE WHEN c.target_key IS NULL THEN '' END) IS NOT NULL
        AND (c.other_article_id IS NULL OR o.name IS NOT NULL) AS applies
FROM corrections AS c
LEFT JOIN corrections_in_force AS f ON c.correction_id = f.correction_id
LEFT JOIN quoted AS q ON c.article_id = q.article_id AND c.target_key = q.text_key
LEFT JOIN named AS e ON c.article_id = e.article_id AND c.target_key = e.name_key
LEFT JOIN named AS o ON c.other_article_id = o.article_id AND c.other_key = o.name_key
LEFT JOIN titled AS v ON c.article_id = v.article_id
WHERE :every OR c.undone_at IS NULL
ORDER BY c."at" DESC, c.correction_id
"""


class ListedCorrection(Record):
    """A correction as people look at it."""

    correction_id: str
    kind: CorrectionKind
    target: str | None = Field(description="the name, the quotation or the headline that it is about")
    decision: str | None = Field(description="the right value, or with whom the target was joined")
    reason: str
    author: str
    at: datetime
    applies: bool = Field(description="false where it was undone, a later one holds, or its target is gone")
    undone_at: datetime | None
    undone_by: str | None
    target_id: str
    article_id: str


def list_corrections(connection: sa.Connection, *, every: bool = False) -> list[ListedCorrection]:
    """The corrections, latest first; with `every` also those that were taken back."""
    found = connection.execute(sa.text(_LIST), {"every": every}).mappings()
    return [ListedCorrection(**{name: row[name] for name in ListedCorrection.model_fields}) for row in found]
