-- Entities by which corrections point at people: an article and a name, whatever ids people get.
-- article_id: the article
-- name_key: key of the name in the article
-- name: the name in the article's newest version
-- node: the person that it is, before people are joined
-- is_given: true where a correction made the person: parted from another, or named though not linked
WITH parted AS (
    SELECT article_id, target_key AS name_key, any_value(other_id) AS person_id
    FROM temp.rules
    WHERE kind = 'split_person'
    GROUP BY article_id, target_key
),

pointed_at AS (
    SELECT article_id, target_key AS name_key FROM temp.rules
    WHERE kind IN ('merge_persons', 'rename_person', 'split_person')
    UNION
    SELECT other_article_id, other_key FROM temp.rules WHERE kind = 'merge_persons'
),

found AS (
    SELECT
        a.article_id,
        a.name_key,
        arg_max(e.name, e.version) AS name,
        any_value(p.person_id) AS parted_id,
        -- In a struct, because the newest version's null must not give way to an older version's person.
        arg_max({'id': e.person_id}, e.version).id AS person_id
    FROM pointed_at AS a
    INNER JOIN temp.near_entities AS e ON a.article_id = e.article_id AND a.name_key = e.name_key
    LEFT JOIN parted AS p ON a.article_id = p.article_id AND a.name_key = p.name_key
    GROUP BY a.article_id, a.name_key
)

SELECT
    article_id,
    name_key,
    name,
    coalesce(parted_id, person_id, md5(article_id || name_key)) AS node,
    parted_id IS NOT NULL OR person_id IS NULL AS is_given
FROM found
