-- Every outlet: how much it published, and how fresh it is.
SELECT
    s.name,
    count(v.article_id) FILTER (v.is_current) AS articles,
    max(v.published_at) FILTER (v.is_current) AS last_published_at,
    max(v.first_seen_at) AS last_seen_at,
    s.domain,
    s.country,
    s.language,
    s.timezone,
    s.source_id
FROM sources AS s
LEFT JOIN article_versions AS v ON s.source_id = v.source_id
GROUP BY ALL
ORDER BY articles DESC, s.name, s.source_id
LIMIT $limit OFFSET $offset
