-- The search index holds every version once, with all its words and no others.
WITH words AS (
    SELECT document, segment, sum(times) AS words
    FROM (SELECT unnest(documents) AS document, unnest(counts) AS times, segment FROM search_terms)
    GROUP BY document, segment
)

SELECT coalesce(v.version_id, d.version_id, 'document ' || w.document) AS broken
FROM article_versions AS v
FULL JOIN search_documents AS d ON v.version_id = d.version_id
FULL JOIN words AS w ON d.document = w.document AND d.segment = w.segment
WHERE v.version_id IS NULL OR d.version_id IS NULL OR d.words <> coalesce(w.words, 0)
UNION ALL
SELECT version_id FROM search_documents GROUP BY version_id HAVING count(*) > 1
