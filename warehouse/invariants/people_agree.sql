-- A speaker is the person that the speaking entity is, under one of the person's names, and one
-- name with one evidence is one person everywhere.
SELECT q.quote_id AS broken
FROM quotes AS q
INNER JOIN entities AS e ON q.speaker_entity_id = e.entity_id
WHERE q.speaker_person_id IS DISTINCT FROM e.person_id
UNION ALL
SELECT quote_id
FROM quotes AS q
ANTI JOIN person_names AS n ON q.speaker_person_id = n.person_id AND q.speaker_name = n.name
WHERE q.speaker_person_id IS NOT NULL
UNION ALL
SELECT name_key
FROM entities
WHERE evidence IS NOT NULL
GROUP BY name_key, evidence
HAVING count(DISTINCT coalesce(person_id, '')) > 1
