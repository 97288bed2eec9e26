-- Every article and every address was named by a known source.
SELECT DISTINCT named.source_id AS broken
FROM (SELECT source_id FROM article_versions UNION ALL SELECT source_id FROM article_urls) AS named
ANTI JOIN sources USING (source_id)
