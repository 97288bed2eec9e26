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
WITH named AS (
    SELECT
        e.person_id,
        e.entity_id,
        e.article_id,
        e.name,
        e.decided_name,
        e.wikidata_id,
        e.evidence = [] AS by_name_alone,
        a.source_name,
        a.published_at
    FROM corrected_entities AS e
    INNER JOIN articles AS a ON e.version_id = a.version_id
    WHERE e.person_id IS NOT NULL
),

name_lists AS (
    SELECT person_id, list(name ORDER BY times DESC, name) AS names
    FROM (SELECT person_id, name, count(*) AS times FROM named GROUP BY person_id, name)
    GROUP BY person_id
),

role_lists AS (
    SELECT person_id, list(role ORDER BY times DESC, role)[1:5] AS roles
    FROM (
        SELECT n.person_id, r.role, count(DISTINCT n.article_id) AS times
        FROM named AS n
        INNER JOIN roles AS r ON n.entity_id = r.entity_id
        WHERE r.role IS NOT NULL
        GROUP BY n.person_id, r.role
    )
    GROUP BY person_id
),

affiliation_lists AS (
    SELECT person_id, list(affiliation ORDER BY times DESC, affiliation)[1:5] AS affiliations
    FROM (
        SELECT n.person_id, r.affiliation, count(DISTINCT n.article_id) AS times
        FROM named AS n
        INNER JOIN roles AS r ON n.entity_id = r.entity_id
        WHERE r.affiliation IS NOT NULL
        GROUP BY n.person_id, r.affiliation
    )
    GROUP BY person_id
),

quoted AS (
    SELECT q.speaker_person_id AS person_id, count(*) AS quotes
    FROM corrected_quotes AS q
    INNER JOIN articles AS a ON q.version_id = a.version_id
    WHERE q.speaker_person_id IS NOT NULL
    GROUP BY q.speaker_person_id
)

SELECT
    n.person_id,
    coalesce(any_value(n.decided_name), any_value(l.names)[1]) AS name,
    any_value(n.wikidata_id) AS wikidata_id,
    any_value(l.names) AS names,
    any_value(r.roles) AS roles,
    any_value(f.affiliations) AS affiliations,
    count(DISTINCT n.article_id) AS articles,
    count(DISTINCT n.article_id) FILTER (n.by_name_alone) AS by_name_alone,
    count(DISTINCT n.source_name) AS sources,
    coalesce(any_value(q.quotes), 0) AS quotes,
    min(n.published_at) AS first_published_at,
    max(n.published_at) AS last_published_at
FROM named AS n
INNER JOIN name_lists AS l ON n.person_id = l.person_id
LEFT JOIN role_lists AS r ON n.person_id = r.person_id
LEFT JOIN affiliation_lists AS f ON n.person_id = f.person_id
LEFT JOIN quoted AS q ON n.person_id = q.person_id
GROUP BY n.person_id
