-- People across articles: one row a person who is named in a current version, joined by full name and what agrees.
-- person_id: the person; the same in entities
-- name: the name that a correction or the authority file gives, else the one that most articles have
-- wikidata_id: Wikidata item, when linked
-- names: all names that articles have, most frequent first
-- roles: what articles call the person, most frequent first, at most five
-- affiliations: organisations as worded, most frequent first, at most five
-- articles: articles that name the person
-- by_name_alone: those that say nothing of the person but the name, so that the name alone joined them
-- sources: outlets that name the person
-- quotes: quotations with this speaker
-- first_published_at: earliest publication that names the person
-- last_published_at: latest publication that names the person
WITH called AS (
    -- All that people are called, also what no current version has: of one name only these are summed up.
    SELECT person_id, name FROM person_names
    UNION
    SELECT person_id, name FROM decided_persons
    UNION
    SELECT person_id, name FROM decided_entities
)

SELECT
    c.person_id,
    c.name,
    p.wikidata_id,
    p.names,
    nullif(p.roles, []) AS roles,
    nullif(p.affiliations, []) AS affiliations,
    p.articles,
    p.by_name_alone,
    p.sources,
    coalesce(q.quotes, 0) AS quotes,
    p.first_published_at,
    p.last_published_at
FROM called AS c
INNER JOIN LATERAL (
    SELECT
        any_value(e.decided_name) AS decided_name,
        any_value(e.wikidata_id) AS wikidata_id,
        list_transform(
            list_sort(list_transform(
                map_entries(histogram(e.name)), lambda one: {'times': -one.value::BIGINT, 'word': one.key}
            )),
            lambda one: one.word
        ) AS names,
        list_transform(
            list_sort(list_transform(
                map_entries(list_aggregate(flatten(list(r.roles)), 'histogram')),
                lambda one: {'times': -one.value::BIGINT, 'word': one.key}
            )),
            lambda one: one.word
        )[1:5] AS roles,
        list_transform(
            list_sort(list_transform(
                map_entries(list_aggregate(flatten(list(r.affiliations)), 'histogram')),
                lambda one: {'times': -one.value::BIGINT, 'word': one.key}
            )),
            lambda one: one.word
        )[1:5] AS affiliations,
        count(DISTINCT e.article_id) AS articles,
        count(DISTINCT e.article_id) FILTER (e.evidence = []) AS by_name_alone,
        count(DISTINCT a.source_name) AS sources,
        min(a.published_at) AS first_published_at,
        max(a.published_at) AS last_published_at
    FROM (SELECT * FROM corrected_entities WHERE person_id = c.person_id) AS e
    INNER JOIN articles AS a ON e.version_id = a.version_id
    LEFT JOIN LATERAL (
        SELECT
            list(DISTINCT role) FILTER (role IS NOT NULL) AS roles,
            list(DISTINCT affiliation) FILTER (affiliation IS NOT NULL) AS affiliations
        FROM roles
        WHERE entity_id = e.entity_id
        GROUP BY entity_id
    ) AS r ON true
    GROUP BY e.person_id
) AS p ON c.name = coalesce(p.decided_name, p.names[1])
LEFT JOIN LATERAL (
    SELECT count(*) AS quotes
    FROM corrected_quotes
    WHERE
        speaker_person_id = c.person_id
        AND version_id IN (SELECT version_id FROM article_versions WHERE is_current)
    GROUP BY speaker_person_id
) AS q ON true
