-- Without those that are none, each with its right speaker.
SELECT
    q.* REPLACE (
        coalesce(e.joined_entity_id, CASE WHEN x.quote_id IS NULL THEN q.speaker_entity_id ELSE x.entity_id END)
            AS speaker_entity_id,
        coalesce(e.name, p.name, CASE WHEN x.quote_id IS NULL THEN q.speaker_name ELSE x.name END) AS speaker_name,
        CASE WHEN x.quote_id IS NULL THEN q.speaker_role ELSE x.role END AS speaker_role,
        CASE WHEN x.quote_id IS NULL THEN q.speaker_affiliation ELSE x.affiliation END AS speaker_affiliation,
        coalesce(
            p.person_id,
            e.person_node,
            e.joined_person_id,
            CASE WHEN e.entity_id IS NOT NULL THEN NULL WHEN x.quote_id IS NULL THEN q.speaker_person_id
                ELSE x.person_node END
        ) AS speaker_person_id,
        CASE WHEN x.quote_id IS NULL THEN q.unresolved WHEN x.name IS NULL THEN 'corrected' END AS unresolved,
        CASE WHEN x.quote_id IS NULL THEN q.anonymity END AS anonymity
    ),
    p.wikidata_id AS speaker_wikidata_id
FROM temp.near_quotes AS q
LEFT JOIN temp.quote_decisions AS x ON q.quote_id = x.quote_id
LEFT JOIN temp.entity_decisions AS e
    ON e.entity_id = CASE WHEN x.quote_id IS NULL THEN q.speaker_entity_id ELSE x.entity_id END
LEFT JOIN decided_persons AS p
    ON p.node = coalesce(
        e.person_node,
        e.joined_person_id,
        CASE WHEN e.entity_id IS NOT NULL THEN NULL WHEN x.quote_id IS NULL THEN q.speaker_person_id
            ELSE x.person_node END
    )
WHERE x.is_quote IS DISTINCT FROM false
