-- Mentions that a correction took out of an entity: one row a version, entity and wording of the mention.
-- entity_id: the entity that the mentions belong to now: one of the article with that name, else a new one
-- from_entity_id: the entity that enrichment gave them to, in entities
-- text: the mention's own words
-- name: the name of whom they mean
-- person_id: the only person who bears the name, as in entities
-- is_new: true where the article has no other entity of that name
WITH parts AS (
    SELECT e.*, c.other_key AS text, c.value AS new_name, c.other_id AS new_key
    FROM temp.rules AS c
    INNER JOIN temp.near_entities AS e ON c.article_id = e.article_id AND c.target_key = e.name_key
    WHERE c.kind = 'split_entity'
)

SELECT
    coalesce(o.entity_id, md5(p.entity_id || p.new_key)) AS entity_id,
    p.entity_id AS from_entity_id,
    p.article_id,
    p.version_id,
    p.version,
    p.type,
    p.text,
    p.new_name AS name,
    p.new_key AS name_key,
    coalesce(o.person_id, b.person_id) AS person_id,
    o.entity_id IS NULL AS is_new
FROM parts AS p
LEFT JOIN temp.near_entities AS o ON p.version_id = o.version_id AND p.new_key = o.name_key
LEFT JOIN temp.bearers AS b ON p.new_key = b.name_key
