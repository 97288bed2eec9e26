-- Of each batch, read = loaded + unchanged + quarantined; a run that ended well has the sums of its batches.
SELECT 'batch ' || batch_id AS broken
FROM batches
WHERE read_count <> loaded_count + unchanged_count + quarantined_count
UNION ALL
SELECT 'run ' || r.run_id
FROM runs AS r
LEFT JOIN (
    SELECT
        run_id,
        sum(read_count) AS read_count,
        sum(loaded_count) AS loaded_count,
        sum(unchanged_count) AS unchanged_count,
        sum(quarantined_count) AS quarantined_count
    FROM batches
    GROUP BY run_id
) AS b ON r.run_id = b.run_id
WHERE
    r.state IN ('done', 'crashed')
    AND (
        r.read_count <> coalesce(b.read_count, 0)
        OR r.loaded_count <> coalesce(b.loaded_count, 0)
        OR r.unchanged_count <> coalesce(b.unchanged_count, 0)
        OR r.quarantined_count <> coalesce(b.quarantined_count, 0)
    )
