-- Entities of all versions as corrected: joined, parted, renamed, with the person that each one is.
-- joined_entity_id: the entity of the version that it was joined with; the same as entity_id where it was not
-- name: the name that a correction or the authority file gives, else the fullest name in the article
-- decided_name: the same, null where neither says anything
-- name_key: key of the name in the article, as in entities
-- person_id: person across articles, when linked
-- wikidata_id: Wikidata item, when linked
WITH RECURSIVE rules AS (
    SELECT * FROM corrections_in_force
),

entity_edges AS (
    SELECT article_id, target_key AS one, other_key AS other FROM rules WHERE kind = 'merge_entities'
    UNION
    SELECT article_id, other_key, target_key FROM rules WHERE kind = 'merge_entities'
),

entity_reach (article_id, name_key, member) AS (
    SELECT article_id, one, one FROM entity_edges
    UNION
    SELECT r.article_id, r.name_key, e.other
    FROM entity_reach AS r
    INNER JOIN entity_edges AS e ON r.article_id = e.article_id AND r.member = e.one
),

-- The last one said names whom all of them are.
entity_merges AS (
    SELECT r.article_id, r.name_key, arg_max(m.other_key, (m."at", m.correction_id)) AS into_key
    FROM entity_reach AS r
    INNER JOIN rules AS m ON r.article_id = m.article_id AND r.member = m.target_key AND m.kind = 'merge_entities'
    GROUP BY r.article_id, r.name_key
),

renames AS (
    SELECT article_id, target_key AS name_key, value AS name FROM rules WHERE kind = 'rename_entity'
),

keyed AS (
    SELECT article_id, name_key, into_key FROM entity_merges
    UNION ALL
    SELECT n.article_id, n.name_key, n.name_key
    FROM renames AS n
    ANTI JOIN entity_merges AS m ON n.article_id = m.article_id AND n.name_key = m.name_key
),

decided AS (
    SELECT
        e.entity_id,
        i.entity_id AS into_id,
        i.type,
        i.name_key,
        i.person_id,
        i.wikidata_id,
        n.name AS renamed,
        i.name
    FROM keyed AS k
    INNER JOIN entities AS e ON k.article_id = e.article_id AND k.name_key = e.name_key
    INNER JOIN entities AS i ON e.version_id = i.version_id AND k.into_key = i.name_key
    LEFT JOIN renames AS n ON k.article_id = n.article_id AND k.into_key = n.name_key
),

parted AS (
    SELECT article_id, target_key AS name_key, other_id AS person_id FROM rules WHERE kind = 'split_person'
),

pointed_at AS (
    SELECT article_id, target_key AS name_key FROM rules WHERE kind IN ('merge_persons', 'rename_person')
    UNION
    SELECT other_article_id, other_key FROM rules WHERE kind = 'merge_persons'
),

-- Corrections point at people by an article that names them, so that they hold whatever ids people get.
anchors AS (
    SELECT
        a.article_id,
        a.name_key,
        arg_max(e.name, e.version) AS name,
        coalesce(
            any_value(p.person_id),
            arg_max({'person_id': e.person_id}, e.version).person_id,
            md5(a.article_id || a.name_key)
        ) AS node
    FROM pointed_at AS a
    INNER JOIN entities AS e ON a.article_id = e.article_id AND a.name_key = e.name_key
    LEFT JOIN parted AS p ON a.article_id = p.article_id AND a.name_key = p.name_key
    GROUP BY a.article_id, a.name_key
),

person_joins AS (
    SELECT t.node AS one, o.node AS other, o.name, r."at", r.correction_id
    FROM rules AS r
    INNER JOIN anchors AS t ON r.article_id = t.article_id AND r.target_key = t.name_key
    INNER JOIN anchors AS o ON r.other_article_id = o.article_id AND r.other_key = o.name_key
    WHERE r.kind = 'merge_persons'
),

person_edges AS (
    SELECT one, other FROM person_joins
    UNION
    SELECT other, one FROM person_joins
),

person_reach (node, member) AS (
    SELECT one, one FROM person_edges
    UNION
    SELECT r.node, e.other
    FROM person_reach AS r
    INNER JOIN person_edges AS e ON r.member = e.one
),

person_merges AS (
    SELECT
        r.node,
        arg_max(j.other, (j."at", j.correction_id)) AS person_id,
        arg_max(j.name, (j."at", j.correction_id)) AS name
    FROM person_reach AS r
    INNER JOIN person_joins AS j ON r.member = j.one
    GROUP BY r.node
),

person_names AS (
    SELECT coalesce(m.person_id, a.node) AS person_id, arg_max(r.value, (r."at", r.correction_id)) AS name
    FROM rules AS r
    INNER JOIN anchors AS a ON r.article_id = a.article_id AND r.target_key = a.name_key
    LEFT JOIN person_merges AS m ON a.node = m.node
    WHERE r.kind = 'rename_person'
    GROUP BY 1
),

given_nodes AS (
    SELECT article_id, name_key, person_id AS node FROM parted
    UNION
    SELECT article_id, name_key, node FROM anchors WHERE node = md5(article_id || name_key)
),

known AS (
    SELECT person_id, any_value(name) AS name, any_value(wikidata_id) AS wikidata_id FROM authority GROUP BY person_id
),

found AS (
    SELECT entity_id, article_id, version_id, version, type, name, name_key, person_id, wikidata_id FROM entities
    UNION ALL
    SELECT s.entity_id, s.article_id, s.version_id, s.version, s.type, s.name, NULL, b.person_id, b.wikidata_id
    FROM split_entities AS s
    LEFT JOIN entities AS b ON s.bearer_id = b.entity_id
    WHERE s.is_new
)

SELECT
    e.entity_id,
    e.article_id,
    e.version_id,
    e.version,
    coalesce(d.into_id, e.entity_id) AS joined_entity_id,
    coalesce(d.type, e.type) AS type,
    coalesce(d.renamed, n.name, k.name, m.name, d.name, e.name) AS name,
    coalesce(d.renamed, n.name, k.name, m.name, d.name) AS decided_name,
    e.name_key,
    coalesce(m.person_id, g.node, d.person_id, e.person_id) AS person_id,
    coalesce(k.wikidata_id, CASE WHEN g.node IS NULL THEN coalesce(d.wikidata_id, e.wikidata_id) END) AS wikidata_id
FROM found AS e
LEFT JOIN decided AS d ON e.entity_id = d.entity_id
LEFT JOIN given_nodes AS g ON e.article_id = g.article_id AND coalesce(d.name_key, e.name_key) = g.name_key
LEFT JOIN person_merges AS m ON coalesce(g.node, d.person_id, e.person_id) = m.node
LEFT JOIN person_names AS n ON coalesce(m.person_id, g.node, d.person_id, e.person_id) = n.person_id
LEFT JOIN known AS k ON coalesce(m.person_id, g.node, d.person_id, e.person_id) = k.person_id
