-- Every address belongs to an article.
SELECT DISTINCT url AS broken FROM article_urls ANTI JOIN article_versions USING (article_id)
