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
    SELECT
        entity_id,
        list(DISTINCT role) FILTER (role IS NOT NULL) AS roles,
        list(DISTINCT affiliation) FILTER (affiliation IS NOT NULL) AS affiliations
    FROM roles
    GROUP BY entity_id
),

quoted AS (
    SELECT q.speaker_person_id AS person_id, count(*) AS quotes
    FROM corrected_quotes AS q
    SEMI JOIN articles AS a ON q.version_id = a.version_id
    WHERE q.speaker_person_id IS NOT NULL
    GROUP BY q.speaker_person_id
),

named AS (
    SELECT
        e.person_id,
        any_value(e.decided_name) AS decided_name,
        any_value(e.wikidata_id) AS wikidata_id,
        histogram(e.name) AS names,
        list_aggregate(flatten(list(c.roles)), 'histogram') AS roles,
        list_aggregate(flatten(list(c.affiliations)), 'histogram') AS affiliations,
        count(DISTINCT e.article_id) AS articles,
        count(DISTINCT e.article_id) FILTER (e.evidence = []) AS by_name_alone,
        count(DISTINCT a.source_name) AS sources,
        min(a.published_at) AS first_published_at,
        max(a.published_at) AS last_published_at
    FROM corrected_entities AS e
    INNER JOIN articles AS a ON e.version_id = a.version_id
    LEFT JOIN called AS c ON e.entity_id = c.entity_id
    WHERE e.person_id IS NOT NULL
    GROUP BY e.person_id
),

ordered AS (
    SELECT
        * REPLACE (
            list_transform(
                list_sort(list_transform(map_entries(names), lambda one: {'times': -one.value::BIGINT, 'word': one.key})),
                lambda one: one.word
            ) AS names,
            list_transform(
                list_sort(list_transform(map_entries(roles), lambda one: {'times': -one.value::BIGINT, 'word': one.key})),
                lambda one: one.word
            )[1:5] AS roles,
            list_transform(
                list_sort(list_transform(
                    map_entries(affiliations), lambda one: {'times': -one.value::BIGINT, 'word': one.key}
                )),
                lambda one: one.word
            )[1:5] AS affiliations
        )
    FROM named
)

SELECT
    o.person_id,
    coalesce(o.decided_name, o.names[1]) AS name,
    o.wikidata_id,
    o.names,
    nullif(o.roles, []) AS roles,
    nullif(o.affiliations, []) AS affiliations,
    o.articles,
    o.by_name_alone,
    o.sources,
    coalesce(q.quotes, 0) AS quotes,
    o.first_published_at,
    o.last_published_at
FROM ordered AS o
LEFT JOIN quoted AS q ON o.person_id = q.person_id
