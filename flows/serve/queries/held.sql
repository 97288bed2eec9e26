-- Held records by reason and step, most first.
SELECT
    reason,
    stage,
    count(*) AS records,
    max(attempts) AS attempts,
    min(first_held_at) AS first_held_at,
    max(last_held_at) AS last_held_at,
    list_sort(list(DISTINCT source_name))[1:6] AS outlets,
    arg_max(detail, last_held_at) AS example,
    arg_max(source_ref, last_held_at) AS example_ref,
    arg_max(quarantine_id, last_held_at) AS example_id
FROM quarantine
WHERE status = 'held'
GROUP BY reason, stage
ORDER BY records DESC, reason
LIMIT $limit
