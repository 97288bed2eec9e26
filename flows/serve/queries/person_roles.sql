-- What the press called one person: each role and affiliation, in how many articles, from when to when.
WITH named AS (
    SELECT entity_id FROM corrected_entities WHERE person_id = $person
)

SELECT
    r.role,
    r.affiliation,
    count(DISTINCT a.article_id) AS articles,
    list_sort(list(DISTINCT a.source_name))[1:6] AS outlets,
    min(a.published_on) AS first_on,
    max(a.published_on) AS last_on
FROM roles AS r
INNER JOIN named AS n ON r.entity_id = n.entity_id
INNER JOIN articles AS a ON r.version_id = a.version_id
WHERE coalesce(r.role, r.affiliation) IS NOT NULL
GROUP BY r.role, r.affiliation
ORDER BY articles DESC, r.role, r.affiliation
LIMIT $limit
