-- Current articles, the latest first.
SELECT
    published_at,
    published_on,
    published_precision,
    source_name,
    title,
    standfirst,
    section,
    language,
    word_count,
    version,
    url,
    article_id,
    version_id
FROM articles
WHERE version_id IS NOT NULL
    AND published_on >= $since --?
    AND published_on <= $until --?
    AND source_name = $outlet --?
ORDER BY published_at DESC NULLS LAST, article_id
LIMIT $limit OFFSET $offset
