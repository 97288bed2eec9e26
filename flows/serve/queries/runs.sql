-- The latest runs and their counts.
SELECT
    started_at, finished_at, flow, state, read_count, loaded_count, unchanged_count, quarantined_count,
    enrichment_version, run_id
FROM runs
ORDER BY started_at DESC, run_id
LIMIT $limit OFFSET $offset
