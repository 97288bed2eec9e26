-- One row a word: the versions that hold it and how often.
INSERT INTO search_terms BY NAME
SELECT
    term,
    :segment AS segment,
    list(document ORDER BY document) AS documents,
    list(times ORDER BY document) AS counts
FROM (
    SELECT term, document, count(*) AS times
    FROM (SELECT document, unnest(words) AS term FROM temp.indexed)
    GROUP BY term, document
)
GROUP BY term
ORDER BY term
