-- What an outlet changed in its quotations after publication: one row a quotation added or dropped between versions.
-- changed_at: what the later version says of its own time
-- source_name: the outlet's name
-- title: headline of the later version
-- change: added (only in the later version) or dropped (only in the earlier one)
-- text: the quotation, quote marks included
-- url: canonical address of the article
-- from_version: the earlier version
-- to_version: the later version
WITH steps AS (
    SELECT
        v.version_id,
        v.article_id,
        v.version,
        v.version_at,
        v.title,
        v.url,
        s.name AS source_name,
        lag(v.version_id) OVER (PARTITION BY v.article_id ORDER BY v.version) AS earlier_id
    FROM article_versions AS v
    LEFT JOIN sources AS s USING (source_id)
),

changes AS (
    SELECT 'added' AS change, t.*, q.quote_id
    FROM steps AS t
    INNER JOIN quotes AS q ON t.version_id = q.version_id
    ANTI JOIN quotes AS e ON t.earlier_id = e.version_id AND q.text_key = e.text_key
    WHERE t.earlier_id IS NOT NULL
    UNION ALL
    SELECT 'dropped' AS change, t.*, q.quote_id
    FROM steps AS t
    INNER JOIN quotes AS q ON t.earlier_id = q.version_id
    ANTI JOIN quotes AS l ON t.version_id = l.version_id AND q.text_key = l.text_key
)

SELECT
    c.version_at AS changed_at,
    c.source_name,
    c.title,
    c.change,
    q.speaker_name,
    q.cue_text,
    q.type,
    q.text,
    c.version - 1 AS from_version,
    c.version AS to_version,
    c.url,
    c.article_id,
    q.quote_id
FROM changes AS c
INNER JOIN quotes AS q USING (quote_id)
