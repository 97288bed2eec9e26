-- A speaker is the person that the speaking entity is, and one name with one evidence is one person everywhere.
SELECT q.quote_id AS broken
FROM quotes AS q
INNER JOIN entities AS e ON q.speaker_entity_id = e.entity_id
WHERE q.speaker_person_id IS DISTINCT FROM e.person_id
UNION ALL
SELECT name_key
FROM entities
WHERE evidence IS NOT NULL
GROUP BY name_key, evidence
HAVING count(DISTINCT coalesce(person_id, '')) > 1
