-- The current version of every article that its publisher has not withdrawn.
-- source_name: the outlet's name
WITH dated AS (
    SELECT article_id, value, left(value, 10)::DATE AS day
    FROM corrections_in_force
    WHERE kind = 'wrong_date'
)

SELECT
    v.* REPLACE (
        CASE
            WHEN d.value IS NULL THEN v.published_at
            WHEN length(d.value) > 10 THEN d.value::TIMESTAMPTZ
            ELSE timezone(coalesce(s.timezone, 'UTC'), d.day::TIMESTAMP)
        END AS published_at,
        CASE
            WHEN d.value IS NULL THEN v.first_published_at
            WHEN length(d.value) > 10 THEN d.value::TIMESTAMPTZ
            ELSE timezone(coalesce(s.timezone, 'UTC'), d.day::TIMESTAMP)
        END AS first_published_at,
        coalesce(d.day, v.published_on) AS published_on,
        CASE
            WHEN d.value IS NULL THEN v.published_precision
            WHEN length(d.value) > 10 THEN 'minute'
            ELSE 'day'
        END AS published_precision,
        CASE WHEN d.value IS NULL THEN v.published_zone_basis ELSE 'given' END AS published_zone_basis
    ),
    s.name AS source_name
FROM article_versions AS v
LEFT JOIN sources AS s ON v.source_id = s.source_id
LEFT JOIN dated AS d ON v.article_id = d.article_id
WHERE v.is_current
