-- The texts of some versions, of which a result shows a few words.
SELECT version_id, body FROM article_versions WHERE list_contains($version_ids, version_id)
