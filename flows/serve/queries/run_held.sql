-- What one run held, by reason.
SELECT stage, reason, status, count(*) AS records, any_value(detail) AS example
FROM quarantine
WHERE run_id = $run
GROUP BY stage, reason, status
ORDER BY records DESC, reason
LIMIT $limit
