-- The current version of every article that its publisher has not withdrawn.
-- source_name: the outlet's name
SELECT
    v.*,
    s.name AS source_name
FROM article_versions AS v
LEFT JOIN sources AS s ON v.source_id = s.source_id
ANTI JOIN decided_dates AS d ON v.article_id = d.article_id
WHERE v.is_current
UNION ALL
SELECT
    v.* REPLACE (
        d.article_id AS article_id,
        d.published_at AS published_at,
        d.published_at AS first_published_at,
        d.published_on AS published_on,
        d.published_precision AS published_precision,
        'given' AS published_zone_basis
    ),
    s.name
FROM article_versions AS v
-- Joined by what equals the id, so that one article is looked for here only where its own date is corrected.
INNER JOIN decided_dates AS d ON v.article_id = d.article_id || ''
LEFT JOIN sources AS s ON v.source_id = s.source_id
WHERE v.is_current
