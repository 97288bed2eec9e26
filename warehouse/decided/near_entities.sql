-- Entities of the versions to which corrections apply: few of millions, read once.
SELECT e.* FROM entities AS e SEMI JOIN decided_versions AS d ON e.version_id = d.version_id
