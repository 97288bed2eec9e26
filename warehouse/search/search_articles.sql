-- The current articles that hold every word of a query, each with its score: ORDER BY score DESC puts the best first.
-- query: words that must all stand in title, standfirst or body; "a phrase"; the beginning of a word: vot*
CREATE OR REPLACE MACRO search_articles(query) AS TABLE
WITH hits AS MATERIALIZED (
    FROM search_hits(query)
),

found AS (
    FROM articles WHERE version_id IN (SELECT version_id FROM hits)
)

SELECT
    h.score,
    a.published_at,
    a.source_name,
    a.title,
    a.url,
    a.word_count,
    a.article_id,
    a.version_id
FROM hits AS h
INNER JOIN found AS a ON h.version_id = a.version_id
-- Names both sides, so that texts are looked into only where the words stand in them, not as they are scanned.
WHERE NOT contains(query, '"')
    OR CASE WHEN h.score IS NOT NULL THEN search_holds(concat_ws(' / ', a.title, a.standfirst, a.body), query) END
