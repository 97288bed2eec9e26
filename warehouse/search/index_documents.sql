-- One row a version.
INSERT INTO search_documents BY NAME
SELECT document, version_id, :segment AS segment, len(words) AS words
FROM temp.indexed
