-- The quotations that hold every word of a query, with who says them; the score is that of their article.
-- query: words that must all stand in the quotation; "a phrase"; the beginning of a word: vot*
CREATE OR REPLACE MACRO search_quotes(query) AS TABLE
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
FROM search_hits(query) AS h
INNER JOIN who_said_what AS q ON h.version_id = q.version_id
WHERE search_holds(q.text, query)
