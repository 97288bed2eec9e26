-- The bylines and credits of one version.
SELECT position, name, role, kind FROM article_authors WHERE version_id = $version_id ORDER BY position
