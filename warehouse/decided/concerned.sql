-- Whether something that a load touched is what a correction is about, or was worked out from it.
SELECT EXISTS (
    FROM (
        SELECT 'article' AS kind, article_id AS "key" FROM corrections
        UNION ALL
        SELECT 'article', other_article_id FROM corrections
        UNION ALL
        -- Who bears a name that a correction gives, is looked for in the whole warehouse.
        SELECT 'name', CASE kind WHEN 'right_speaker' THEN other_key WHEN 'split_entity' THEN other_id END
        FROM corrections
        UNION ALL
        SELECT 'changed_name', name_key FROM decided_entities
        UNION ALL
        SELECT 'group', copy_key FROM decided_quotes
        UNION ALL
        SELECT 'zone', '' FROM decided_dates
    ) AS c
    SEMI JOIN touched AS t ON c.kind = t.kind AND c."key" = t."key"
)
