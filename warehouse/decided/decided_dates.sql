-- A day begins in the zone of the article's source.
SELECT
    c.article_id,
    CASE
        WHEN length(c.value) > 10 THEN c.value::TIMESTAMPTZ
        ELSE timezone(coalesce(any_value(s.timezone), 'UTC'), left(c.value, 10)::DATE::TIMESTAMP)
    END AS published_at,
    left(c.value, 10)::DATE AS published_on,
    CASE WHEN length(c.value) > 10 THEN 'minute' ELSE 'day' END AS published_precision
FROM temp.rules AS c
INNER JOIN article_versions AS v ON c.article_id = v.article_id AND v.is_current
LEFT JOIN sources AS s ON v.source_id = s.source_id
WHERE c.kind = 'wrong_date'
GROUP BY c.article_id, c.value
