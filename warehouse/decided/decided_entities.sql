-- Joined, parted, renamed, with the person that each one is.
WITH found AS (
    SELECT entity_id, article_id, version_id, version, type, name, name_key, evidence, person_id, wikidata_id
    FROM temp.near_entities
    UNION ALL
    SELECT entity_id, article_id, version_id, version, type, name, name_key, NULL, person_id, NULL
    FROM temp.split_entities
    WHERE is_new
)

SELECT
    e.entity_id,
    e.article_id,
    e.version_id,
    e.version,
    coalesce(d.joined_entity_id, e.entity_id) AS joined_entity_id,
    coalesce(d.type, e.type) AS type,
    coalesce(d.name, p.name, e.name) AS name,
    coalesce(d.name, p.name) AS decided_name,
    e.name_key,
    e.evidence,
    coalesce(p.person_id, d.person_node, d.joined_person_id, CASE WHEN d.entity_id IS NULL THEN e.person_id END)
        AS person_id,
    coalesce(p.wikidata_id, CASE WHEN d.entity_id IS NULL THEN e.wikidata_id END) AS wikidata_id
FROM found AS e
LEFT JOIN temp.entity_decisions AS d ON e.entity_id = d.entity_id
LEFT JOIN decided_persons AS p
    ON p.node = coalesce(d.person_node, d.joined_person_id, CASE WHEN d.entity_id IS NULL THEN e.person_id END)
