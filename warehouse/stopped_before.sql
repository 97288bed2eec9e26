-- The sources that these rules stopped in the run, and had stopped before with records that nobody has decided on.
SELECT source_name
FROM quarantine
WHERE run_id = :run_id AND status = 'held' AND list_has_any(rules, CAST(:rules AS VARCHAR[]))
GROUP BY source_name
HAVING max(attempts) > 1
