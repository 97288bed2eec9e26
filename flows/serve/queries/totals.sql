-- How much there is.
SELECT
    (SELECT count(*) FROM article_versions WHERE is_current) AS articles,
    (SELECT count(*) FROM sources) AS outlets,
    (SELECT max(first_seen_at) FROM article_versions) AS last_seen_at,
    (SELECT count(*) FROM quarantine WHERE status = 'held') AS held
