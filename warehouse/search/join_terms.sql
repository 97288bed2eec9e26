-- The lists of several segments as those of one.
CREATE OR REPLACE TEMP TABLE joined AS
SELECT term, :segment AS segment, flatten(list(documents)) AS documents, flatten(list(counts)) AS counts
FROM search_terms
WHERE segment IN (SELECT unnest(:segments))
GROUP BY term
