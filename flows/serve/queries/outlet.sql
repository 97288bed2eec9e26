-- One outlet: how complete its articles are.
SELECT q.*, s.domain, s.country, s.language, s.timezone
FROM source_quality AS q
INNER JOIN sources AS s ON q.source_id = s.source_id
WHERE q.source_id = $source
