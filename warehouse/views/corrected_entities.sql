-- Entities of all versions as corrected: joined, parted, renamed, with the person that each one is.
-- article_id: the article
-- joined_entity_id: the entity of the version that it was joined with; the same as entity_id where it was not
-- name: the name that a correction or the authority file gives, else the fullest name in the article
-- decided_name: the same, null where neither says anything
-- name_key: key of the name in the article, as in entities
-- person_id: person across articles, when linked
-- wikidata_id: Wikidata item, when linked
WITH found AS (
    SELECT entity_id, article_id, version_id, version, type, name, name_key, evidence, person_id, wikidata_id
    FROM entities
    UNION ALL
    SELECT entity_id, article_id, version_id, version, type, name, name_key, NULL, person_id, NULL
    FROM split_entities
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
LEFT JOIN entity_decisions AS d ON e.entity_id = d.entity_id
LEFT JOIN person_decisions AS p
    ON p.node = coalesce(d.person_node, d.joined_person_id, CASE WHEN d.entity_id IS NULL THEN e.person_id END)
