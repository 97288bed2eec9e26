-- Whatever was loaded, held, checked or read names a run that there was.
SELECT DISTINCT named.of_table || ' of run ' || named.run_id AS broken
FROM (
    SELECT 'article_versions' AS of_table, run_id FROM article_versions
    UNION ALL SELECT 'batches', run_id FROM batches
    UNION ALL SELECT 'quarantine', run_id FROM quarantine
    UNION ALL SELECT 'checks', run_id FROM checks
    UNION ALL SELECT 'cursors', run_id FROM cursors
) AS named
ANTI JOIN runs USING (run_id)
