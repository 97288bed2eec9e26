-- Mentions, roles and speakers are entities of their own version.
SELECT DISTINCT named.of_table || ' of ' || named.version_id || ' names ' || named.entity_id AS broken
FROM (
    SELECT 'mentions' AS of_table, version_id, entity_id FROM mentions
    UNION ALL SELECT 'roles', version_id, entity_id FROM roles
    UNION ALL SELECT 'quotes', version_id, speaker_entity_id FROM quotes WHERE speaker_entity_id IS NOT NULL
) AS named
ANTI JOIN entities USING (version_id, entity_id)
