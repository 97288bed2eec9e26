-- The words of the versions that are not yet in the index, one row a version.
CREATE OR REPLACE TEMP TABLE indexed AS
SELECT
    (hash(v.version_id) >> 1)::BIGINT AS document,
    v.version_id,
    search_words(concat_ws(' / ', v.title, v.standfirst, v.body)) AS words
FROM article_versions AS v
WHERE v.version_id IN :version_ids
    AND v.version_id NOT IN (SELECT version_id FROM search_documents WHERE version_id IN :version_ids)
