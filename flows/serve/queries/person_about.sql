-- Whom and what one person's quotations name, most often first.
SELECT
    entity_name AS name,
    entity_type AS type,
    count(DISTINCT quote_id) AS quotes,
    count(DISTINCT article_id) AS articles,
    any_value(entity_person_id) AS person_id
FROM quote_entities
WHERE speaker_person_id = $person AND entity_person_id IS DISTINCT FROM $person
GROUP BY entity_name, entity_type
ORDER BY quotes DESC, name
LIMIT $limit
