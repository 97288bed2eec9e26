-- All versions of an article are of one copy group, which its first member is of too, unless that one was forgotten.
SELECT article_id AS broken
FROM article_versions
GROUP BY article_id
HAVING count(DISTINCT coalesce(copy_group, '')) > 1
UNION ALL
SELECT DISTINCT copies.copy_group
FROM article_versions AS copies
LEFT JOIN article_versions AS first_member ON copies.copy_group = first_member.article_id
WHERE
    copies.copy_group IS NOT NULL
    AND first_member.copy_group IS DISTINCT FROM copies.copy_group
    AND NOT (first_member.article_id IS NULL AND EXISTS (SELECT 1 FROM forgotten WHERE kind = 'article'))
