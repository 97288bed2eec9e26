-- What finds copies belongs to a version and is there as a whole: a signature with as many bands as all others.
WITH bands AS (SELECT version_id, count(*) AS bands FROM minhash_bands GROUP BY version_id)

SELECT coalesce(s.version_id, b.version_id) AS broken
FROM minhash_signatures AS s
FULL JOIN bands AS b ON s.version_id = b.version_id
WHERE
    s.version_id IS NULL
    OR b.bands IS DISTINCT FROM (SELECT max(bands) FROM bands)
    OR coalesce(s.version_id, b.version_id) NOT IN (SELECT version_id FROM article_versions)
