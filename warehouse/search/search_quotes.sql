-- The quotations that hold every word of a query, with who says them; the score is that of their article.
-- query: words that must all stand in the quotation; "a phrase"; the beginning of a word: vot*
CREATE OR REPLACE MACRO search_quotes(query) AS TABLE
WITH hits AS MATERIALIZED (
    FROM search_hits(query)
),

found AS (
    FROM who_said_what WHERE version_id IN (SELECT version_id FROM hits)
)

SELECT
    h.score,
    q.published_at,
    q.source_name,
    q.speaker_name,
    q.cue_text,
    q.text,
    q.title,
    q.url,
    q.article_id,
    q.version_id,
    q.quote_id
FROM hits AS h
INNER JOIN found AS q ON h.version_id = q.version_id
-- Names both sides, so that quotations are looked into only where the words stand in their article.
WHERE CASE WHEN h.score IS NOT NULL THEN search_holds(q.text, query) END
