-- The current articles that hold every word of a query, each with its score: ORDER BY score DESC puts the best first.
-- query: words that must all stand in title, standfirst or body; "a phrase"; the beginning of a word: vot*
CREATE OR REPLACE MACRO search_articles(query) AS TABLE
SELECT
    h.score,
    a.published_at,
    a.source_name,
    a.title,
    a.url,
    a.word_count,
    a.article_id,
    a.version_id
FROM search_hits(query) AS h
INNER JOIN articles AS a ON h.version_id = a.version_id
WHERE NOT contains(query, '"')
    OR search_holds(concat_ws(' / ', a.title, a.standfirst, a.body), query)
