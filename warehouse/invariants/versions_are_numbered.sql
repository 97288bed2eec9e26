-- The versions of an article are numbered from 1 without a gap, and the newest alone is current, unless withdrawn.
SELECT article_id AS broken
FROM article_versions
GROUP BY article_id
HAVING min(version) <> 1
    OR max(version) <> count(*)
    OR count(DISTINCT version) <> count(*)
    OR count(*) FILTER (is_current) <> (CASE WHEN arg_max(status, version) = 'withdrawn' THEN 0 ELSE 1 END)
    OR max(version) FILTER (is_current) < max(version)
