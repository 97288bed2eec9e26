-- Expectations that failed, those of the latest run first.
SELECT
    c.name,
    count(*) AS failed,
    sum(c.unexpected_count)::BIGINT AS unexpected,
    max(r.started_at) AS last_failed_at,
    arg_max(c.observed, r.started_at) AS observed,
    arg_max(r.run_id, r.started_at) AS run_id
FROM checks AS c
INNER JOIN runs AS r ON c.run_id = r.run_id
WHERE NOT c.passed
GROUP BY c.name
ORDER BY last_failed_at DESC, failed DESC, c.name
LIMIT $limit
