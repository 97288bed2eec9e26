-- The current articles that are copies of one story, first printed first.
SELECT published_at, published_on, published_precision, source_name, title, word_count, url, article_id
FROM articles
WHERE copy_group = $copy_group
ORDER BY published_at NULLS LAST, article_id
LIMIT $limit
