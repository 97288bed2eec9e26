-- The mentions of one version as corrected: who or what is named where, and what the article calls a person.
WITH called AS (
    SELECT
        entity_id,
        string_agg(DISTINCT role, '; ' ORDER BY role) AS roles,
        string_agg(DISTINCT affiliation, '; ' ORDER BY affiliation) AS affiliations
    FROM roles
    WHERE version_id = $version_id
    GROUP BY entity_id
)

SELECT
    m.part,
    m.start_char,
    m.end_char,
    m.text,
    m.note,
    e.type,
    e.name,
    c.roles,
    c.affiliations,
    e.person_id,
    e.wikidata_id,
    e.joined_entity_id AS entity_id
FROM corrected_mentions AS m
INNER JOIN corrected_entities AS e ON m.entity_id = e.entity_id
LEFT JOIN called AS c ON m.entity_id = c.entity_id
WHERE m.version_id = $version_id AND e.version_id = $version_id
ORDER BY list_position(['title', 'standfirst', 'body'], m.part), m.start_char, m.end_char DESC
