-- What corrections and the authority file say of people: one row a person that one of them is about.
-- node: the person, as in entities, or as a correction made it
-- person_id: the person that it was joined with; itself where it is not joined
-- name: the name that a correction or the authority file gives, else of the person that it was joined with
-- wikidata_id: Wikidata item that the authority file gives
WITH RECURSIVE joins AS (
    SELECT t.node AS one, o.node AS other, o.name, r."at", r.correction_id
    FROM temp.rules AS r
    INNER JOIN temp.person_anchors AS t ON r.article_id = t.article_id AND r.target_key = t.name_key
    INNER JOIN temp.person_anchors AS o ON r.other_article_id = o.article_id AND r.other_key = o.name_key
    WHERE r.kind = 'merge_persons'
),

edges AS (
    SELECT one, other FROM joins
    UNION
    SELECT other, one FROM joins
),

reach (node, member) AS (
    SELECT one, one FROM edges
    UNION
    SELECT r.node, e.other
    FROM reach AS r
    INNER JOIN edges AS e ON r.member = e.one
),

merges AS (
    SELECT
        r.node,
        arg_max(j.other, (j."at", j.correction_id)) AS person_id,
        arg_max(j.name, (j."at", j.correction_id)) AS name
    FROM reach AS r
    INNER JOIN joins AS j ON r.member = j.one
    GROUP BY r.node
),

names AS (
    SELECT coalesce(m.person_id, a.node) AS person_id, arg_max(r.value, (r."at", r.correction_id)) AS name
    FROM temp.rules AS r
    INNER JOIN temp.person_anchors AS a ON r.article_id = a.article_id AND r.target_key = a.name_key
    LEFT JOIN merges AS m ON a.node = m.node
    WHERE r.kind = 'rename_person'
    GROUP BY 1
),

known AS (
    SELECT person_id, any_value(name) AS name, any_value(wikidata_id) AS wikidata_id FROM authority GROUP BY person_id
),

nodes AS (
    SELECT node, person_id, name FROM merges
    UNION ALL
    SELECT o.person_id, o.person_id, NULL
    FROM (SELECT person_id FROM names UNION SELECT person_id FROM known) AS o
    ANTI JOIN merges AS m ON o.person_id = m.node
)

SELECT
    d.node,
    any_value(d.person_id) AS person_id,
    any_value(coalesce(n.name, k.name, d.name)) AS name,
    any_value(k.wikidata_id) AS wikidata_id
FROM nodes AS d
LEFT JOIN names AS n ON d.person_id = n.person_id
LEFT JOIN known AS k ON d.person_id = k.person_id
GROUP BY d.node
