-- Current articles that hold every word in headline, standfirst or body, best match first.
WITH hits AS (
    SELECT version_id, score FROM search_articles($words)
)

SELECT
    a.published_at,
    a.published_on,
    a.published_precision,
    a.source_name,
    a.title,
    a.standfirst,
    a.section,
    a.language,
    a.word_count,
    a.version,
    a.url,
    a.article_id,
    a.version_id,
    count(*) OVER () AS found
FROM hits AS h
INNER JOIN articles AS a ON h.version_id = a.version_id
WHERE h.score IS NOT NULL
    AND a.published_on >= $since --?
    AND a.published_on <= $until --?
    AND a.source_name = $outlet --?
ORDER BY h.score DESC, a.published_at DESC NULLS LAST, a.article_id
LIMIT $limit OFFSET $offset
