-- One person: the names that articles have, in how many articles and outlets, and since when.
WITH named AS (
    SELECT entity_id, version_id, name, decided_name, wikidata_id, evidence
    FROM corrected_entities
    WHERE person_id = $person
),

placed AS (
    SELECT n.*, a.article_id, a.source_name, a.published_on
    FROM named AS n
    INNER JOIN (SELECT version_id, article_id, source_name, published_on FROM articles) AS a
        ON n.version_id = a.version_id
)

SELECT
    $person AS person_id,
    coalesce(any_value(decided_name), mode(name)) AS name,
    list_sort(list(DISTINCT name)) AS names,
    any_value(wikidata_id) AS wikidata_id,
    count(DISTINCT article_id) AS articles,
    count(DISTINCT article_id) FILTER (evidence = []) AS by_name_alone,
    count(DISTINCT source_name) AS outlets,
    min(published_on) AS first_on,
    max(published_on) AS last_on
FROM placed
HAVING count(*) > 0
