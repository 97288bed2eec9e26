-- The only person of the whole warehouse who bears a name that a correction gives.
SELECT name_key, min(person_id) AS person_id
FROM person_names
WHERE name_key IN (
    SELECT other_key FROM temp.rules WHERE kind = 'right_speaker'
    UNION ALL
    SELECT other_id FROM temp.rules WHERE kind = 'split_entity'
)
GROUP BY name_key
HAVING count(DISTINCT person_id) = 1
