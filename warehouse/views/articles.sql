-- The current version of every article that its publisher has not withdrawn.
-- source_name: the outlet's name
SELECT
    v.*,
    s.name AS source_name
FROM article_versions AS v
LEFT JOIN sources AS s USING (source_id)
WHERE v.is_current
