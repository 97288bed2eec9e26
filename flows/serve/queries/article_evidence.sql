-- Which rule or field of the input each value of one version came from.
SELECT field, rule, raw FROM evidence WHERE version_id = $version_id ORDER BY field
