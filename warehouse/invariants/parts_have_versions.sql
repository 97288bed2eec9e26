-- Credits, evidence, entities, mentions, roles, quotations and terms belong to a version, with its article and number.
SELECT DISTINCT part.of_table || ' of ' || part.version_id AS broken
FROM (
    SELECT 'article_authors' AS of_table, version_id, article_id, version FROM article_authors
    UNION ALL SELECT 'evidence', version_id, article_id, version FROM evidence
    UNION ALL SELECT 'entities', version_id, article_id, version FROM entities
    UNION ALL SELECT 'mentions', version_id, article_id, version FROM mentions
    UNION ALL SELECT 'roles', version_id, article_id, version FROM roles
    UNION ALL SELECT 'quotes', version_id, article_id, version FROM quotes
    UNION ALL SELECT 'quoted_terms', version_id, article_id, version FROM quoted_terms
) AS part
ANTI JOIN article_versions USING (version_id, article_id, version)
