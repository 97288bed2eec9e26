-- Quotations of the versions to which corrections apply.
SELECT q.* FROM quotes AS q SEMI JOIN decided_versions AS d ON q.version_id = d.version_id
