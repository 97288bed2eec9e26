-- Quotations of all versions as corrected: without those that are none, each with its right speaker.
-- speaker_entity_id: who speaks, in corrected_entities; null where unresolved
-- speaker_name: the name that a correction or the authority file gives, else the fullest name of who speaks
-- speaker_person_id: who speaks across articles, as in persons; null where the speaker is not linked
-- speaker_wikidata_id: Wikidata item of who speaks, when linked
-- unresolved: why nobody is named as the speaker; corrected where a person said that nobody can be
WITH spoken AS (
    SELECT c.article_id, c.target_key AS text_key, c.value AS name, c.other_key AS name_key
    FROM corrections_in_force AS c
    WHERE c.kind = 'right_speaker'
),

bearers AS (
    SELECT name_key, min(entity_id) AS bearer_id
    FROM entities
    WHERE name_key IN (SELECT name_key FROM spoken)
    GROUP BY name_key
    HAVING count(DISTINCT person_id) = 1
),

right_speakers AS (
    SELECT q.quote_id, s.name, e.entity_id, coalesce(e.entity_id, b.bearer_id) AS looked_up_id
    FROM spoken AS s
    INNER JOIN quotes AS q ON s.article_id = q.article_id AND s.text_key = q.text_key
    LEFT JOIN entities AS e ON q.version_id = e.version_id AND s.name_key = e.name_key
    LEFT JOIN bearers AS b ON s.name_key = b.name_key
),

-- Of an entity that was parted, those quotations go along whose speaker is named by the mention.
parted AS (
    SELECT q.quote_id, p.name, p.entity_id, p.entity_id AS looked_up_id
    FROM split_entities AS p
    INNER JOIN quotes AS q ON p.from_entity_id = q.speaker_entity_id
    WHERE contains(' ' || lower(q.speaker_text) || ' ', ' ' || lower(p.text) || ' ')
),

decided AS (
    SELECT * FROM right_speakers
    UNION ALL
    SELECT p.* FROM parted AS p ANTI JOIN right_speakers AS r ON p.quote_id = r.quote_id
)

SELECT
    q.* REPLACE (
        CASE WHEN d.quote_id IS NOT NULL AND d.entity_id IS NULL THEN NULL
            ELSE coalesce(e.joined_entity_id, q.speaker_entity_id) END AS speaker_entity_id,
        CASE WHEN d.quote_id IS NOT NULL THEN coalesce(e.decided_name, d.name)
            ELSE coalesce(e.decided_name, q.speaker_name) END AS speaker_name,
        CASE WHEN d.quote_id IS NULL THEN q.unresolved WHEN d.name IS NULL THEN 'corrected' END AS unresolved
    ),
    e.person_id AS speaker_person_id,
    e.wikidata_id AS speaker_wikidata_id
FROM quotes AS q
LEFT JOIN decided AS d ON q.quote_id = d.quote_id
LEFT JOIN corrected_entities AS e
    ON e.entity_id = CASE WHEN d.quote_id IS NULL THEN q.speaker_entity_id ELSE d.looked_up_id END
ANTI JOIN corrections_in_force AS n
    ON q.article_id = n.article_id AND q.text_key = n.target_key AND n.kind = 'not_a_quote'
