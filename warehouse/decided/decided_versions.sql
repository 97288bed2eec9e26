-- All versions of the articles that corrections are about, but for those of dates.
SELECT version_id
FROM article_versions
WHERE article_id IN (
    SELECT article_id FROM temp.rules WHERE kind != 'wrong_date'
    UNION ALL
    SELECT other_article_id FROM temp.rules WHERE other_article_id IS NOT NULL
)
