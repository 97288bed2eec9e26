-- Mentions of all versions as corrected: each with the entity that it belongs to.
-- entity_id: the entity, in corrected_entities
SELECT m.* REPLACE (coalesce(s.entity_id, m.entity_id) AS entity_id)
FROM mentions AS m
LEFT JOIN split_entities AS s ON m.entity_id = s.from_entity_id AND m.text = s.text
