-- One run: what was asked, with which code and model, and what came of it.
SELECT
    run_id, flow, state, parameters, code_version, enrichment_version, started_at, finished_at, holder, heartbeat_at,
    read_count, loaded_count, unchanged_count, quarantined_count
FROM runs
WHERE run_id = $run
