-- Expectations tried and failed, by the day on which their run began.
SELECT
    r.started_at::DATE AS day,
    count(*) AS tried,
    count(*) FILTER (NOT c.passed) AS failed,
    count(DISTINCT r.run_id) AS runs
FROM checks AS c
INNER JOIN runs AS r ON c.run_id = r.run_id
WHERE r.started_at::DATE > (SELECT max(started_at)::DATE FROM runs) - $days::INTEGER
GROUP BY day
ORDER BY day
