-- What corrections made of rows, and what a re-enrichment has waiting, stands beside a version that is there.
SELECT DISTINCT named.of_table || ' of ' || named.version_id AS broken
FROM (
    SELECT 'decided_versions' AS of_table, version_id FROM decided_versions
    UNION ALL SELECT 'decided_entities', version_id FROM decided_entities
    UNION ALL SELECT 'decided_mentions', version_id FROM decided_mentions
    UNION ALL SELECT 'decided_quotes', version_id FROM decided_quotes
    UNION ALL SELECT 'staged_versions', version_id FROM staged_versions
) AS named
ANTI JOIN article_versions USING (version_id)
UNION ALL
SELECT DISTINCT named.of_table || ' of ' || named.version_id
FROM (
    SELECT 'staged_entities' AS of_table, version_id FROM staged_entities
    UNION ALL SELECT 'staged_mentions', version_id FROM staged_mentions
    UNION ALL SELECT 'staged_roles', version_id FROM staged_roles
    UNION ALL SELECT 'staged_quotes', version_id FROM staged_quotes
    UNION ALL SELECT 'staged_quoted_terms', version_id FROM staged_quoted_terms
) AS named
ANTI JOIN staged_versions USING (version_id)
