-- What corrections say of entities: one row an entity, of any version, that one of them is about.
-- entity_id: the entity, in entities
-- joined_entity_id: the entity of the same version that it is joined with; itself where it is not joined
-- type: the type of the joined entity
-- name: the name that a correction gives; null where none does
-- person_node: the person that a correction makes of the entity, before people are joined; null where none does
-- joined_person_id: person of the joined entity, as in entities
WITH RECURSIVE edges AS (
    SELECT article_id, target_key AS one, other_key AS other FROM temp.rules WHERE kind = 'merge_entities'
    UNION
    SELECT article_id, other_key, target_key FROM temp.rules WHERE kind = 'merge_entities'
),

reach (article_id, name_key, member) AS (
    SELECT article_id, one, one FROM edges
    UNION
    SELECT r.article_id, r.name_key, e.other
    FROM reach AS r
    INNER JOIN edges AS e ON r.article_id = e.article_id AND r.member = e.one
),

-- The last one said names whom all of them are.
merges AS (
    SELECT r.article_id, r.name_key, arg_max(m.other_key, (m."at", m.correction_id)) AS into_key
    FROM reach AS r
    INNER JOIN temp.rules AS m ON r.article_id = m.article_id AND r.member = m.target_key AND m.kind = 'merge_entities'
    GROUP BY r.article_id, r.name_key
),

renames AS (
    SELECT article_id, target_key AS name_key, value AS name FROM temp.rules WHERE kind = 'rename_entity'
),

nodes AS (
    SELECT article_id, name_key, any_value(node) AS node FROM temp.person_anchors WHERE is_given GROUP BY article_id, name_key
),

about AS (
    SELECT article_id, name_key FROM merges
    UNION
    SELECT article_id, name_key FROM renames
    UNION
    SELECT article_id, name_key FROM nodes
),

decided AS (
    SELECT
        e.entity_id,
        coalesce(i.entity_id, e.entity_id) AS joined_entity_id,
        coalesce(i.type, e.type) AS type,
        coalesce(n.name, i.name) AS name,
        g.node,
        coalesce(i.person_id, CASE WHEN i.entity_id IS NULL THEN e.person_id END) AS joined_person_id
    FROM about AS a
    INNER JOIN temp.near_entities AS e ON a.article_id = e.article_id AND a.name_key = e.name_key
    LEFT JOIN merges AS m ON a.article_id = m.article_id AND a.name_key = m.name_key
    LEFT JOIN temp.near_entities AS i ON e.version_id = i.version_id AND m.into_key = i.name_key
    LEFT JOIN renames AS n ON a.article_id = n.article_id AND coalesce(i.name_key, a.name_key) = n.name_key
    LEFT JOIN nodes AS g ON a.article_id = g.article_id AND coalesce(i.name_key, a.name_key) = g.name_key
)

SELECT
    entity_id,
    any_value(joined_entity_id) AS joined_entity_id,
    any_value(type) AS type,
    any_value(name) AS name,
    any_value(node) AS person_node,
    any_value(joined_person_id) AS joined_person_id
FROM decided
GROUP BY entity_id
