-- The words of texts, one row a version.
CREATE OR REPLACE TEMP TABLE indexed AS
SELECT
    (hash(version_id) >> 1)::BIGINT AS document,
    version_id,
    search_words(concat_ws(' / ', title, standfirst, body)) AS words
FROM indexed_texts
