-- Each with the entity that it belongs to.
SELECT m.* REPLACE (coalesce(s.entity_id, m.entity_id) AS entity_id)
FROM mentions AS m
SEMI JOIN decided_versions AS d ON m.version_id = d.version_id
LEFT JOIN temp.split_entities AS s ON m.entity_id = s.from_entity_id AND m.text = s.text
