-- Articles by day of the sources that this run and those of the same parameters have brought, as they first came.
WITH asked AS (
    SELECT run_id FROM runs
    WHERE flow = 'ingest' AND parameters = (SELECT parameters FROM runs WHERE run_id = :run_id)
),

arrived AS (
    SELECT
        arg_min(source_id, first_seen_at) AS source_id,
        arg_min(run_id, first_seen_at) AS run_id,
        arg_min(published_on, first_seen_at) AS published_on,
        min(first_seen_at) AS seen_at
    FROM article_versions
    WHERE first_seen_at >= :since
    GROUP BY article_id
),

dated AS (
    SELECT
        s.source_id,
        s.name AS source_name,
        s.timezone,
        a.seen_at,
        coalesce(a.published_on, (a.seen_at AT TIME ZONE coalesce(s.timezone, 'UTC'))::DATE) AS day
    FROM arrived AS a
    INNER JOIN asked USING (run_id)
    INNER JOIN sources AS s USING (source_id)
)

SELECT source_id, source_name, timezone, day, count(*) AS articles
FROM dated
WHERE
    seen_at
    < (CAST(day AS TIMESTAMP) + INTERVAL 1 DAY * (1 + CAST(:late_days AS INTEGER))) AT TIME ZONE coalesce(timezone, 'UTC')
GROUP BY source_id, source_name, timezone, day
ORDER BY source_name, source_id, day
