-- A run has as many versions in the tables as its batches say were loaded; fewer only where something was forgotten.
SELECT coalesce(b.run_id, v.run_id) AS broken
FROM (
    SELECT b.run_id, sum(b.loaded_count) AS loaded
    FROM batches AS b
    INNER JOIN runs AS r ON b.run_id = r.run_id
    WHERE r.flow <> 'reenrich'
    GROUP BY b.run_id
) AS b
FULL JOIN (SELECT run_id, count(*) AS loaded FROM article_versions GROUP BY run_id) AS v ON b.run_id = v.run_id
WHERE
    coalesce(v.loaded, 0) > coalesce(b.loaded, 0)
    OR (coalesce(v.loaded, 0) < coalesce(b.loaded, 0) AND NOT EXISTS (SELECT 1 FROM forgotten WHERE kind = 'article'))
