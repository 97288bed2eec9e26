-- Mentions of all versions as corrected: each with the entity that it belongs to.
-- entity_id: the entity, in corrected_entities
SELECT m.*
FROM mentions AS m
ANTI JOIN decided_versions AS v ON m.version_id = v.version_id
UNION ALL
SELECT * FROM decided_mentions
