-- What people corrected, the latest first, also what was taken back.
SELECT
    c."at",
    c.kind,
    c.target_key,
    c.value,
    c.reason,
    c.author,
    c.undone_at,
    c.undone_by,
    f.correction_id IS NOT NULL AS in_force,
    v.title,
    c.article_id,
    c.target_id,
    c.correction_id
FROM corrections AS c
LEFT JOIN corrections_in_force AS f ON c.correction_id = f.correction_id
LEFT JOIN (
    SELECT article_id, arg_max(title, version) AS title
    FROM article_versions
    WHERE article_id IN (SELECT article_id FROM corrections)
    GROUP BY article_id
) AS v ON c.article_id = v.article_id
ORDER BY c."at" DESC, c.correction_id
LIMIT $limit OFFSET $offset
