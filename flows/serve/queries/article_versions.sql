-- The versions of one article, the first one first.
SELECT version, version_at, updated_at, title, status, word_count, is_current, first_seen_at, run_id, version_id
FROM article_versions
WHERE article_id = $article
ORDER BY version
