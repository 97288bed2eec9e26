-- When a run of the same parameters last looked at whole days; null where none has.
SELECT max(r.started_at) AS looked_at
FROM runs AS r
WHERE
    r.flow = 'ingest'
    AND r.parameters = (SELECT parameters FROM runs WHERE run_id = :run_id)
    AND r.run_id IN (SELECT run_id FROM checks WHERE name LIKE 'days.%')
