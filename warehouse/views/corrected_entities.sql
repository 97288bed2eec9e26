-- Entities of all versions as corrected: joined, parted, renamed, with the person that each one is.
-- article_id: the article
-- joined_entity_id: the entity of the version that it was joined with; the same as entity_id where it was not
-- name: the name that a correction or the authority file gives, else the fullest name in the article
-- decided_name: the same, null where neither says anything
-- name_key: key of the name in the article, as in entities
-- person_id: person across articles, when linked
-- wikidata_id: Wikidata item, when linked
SELECT
    e.entity_id,
    e.article_id,
    e.version_id,
    e.version,
    e.entity_id AS joined_entity_id,
    e.type,
    e.name,
    NULL::VARCHAR AS decided_name,
    e.name_key,
    e.evidence,
    e.person_id,
    e.wikidata_id
FROM entities AS e
ANTI JOIN decided_versions AS v ON e.version_id = v.version_id
ANTI JOIN decided_persons AS p ON e.person_id = p.node
UNION ALL
SELECT
    e.entity_id,
    e.article_id,
    e.version_id,
    e.version,
    e.entity_id,
    e.type,
    p.name,
    p.name,
    e.name_key,
    e.evidence,
    p.person_id,
    coalesce(p.wikidata_id, e.wikidata_id)
FROM entities AS e
INNER JOIN decided_persons AS p ON e.person_id = p.node
ANTI JOIN decided_versions AS v ON e.version_id = v.version_id
UNION ALL
SELECT * FROM decided_entities
