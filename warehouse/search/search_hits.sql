-- Which versions hold every word of a query, best first by BM25, before phrases are looked at; serves the other two.
-- query: words that must all stand in the text; a star ends the beginning of a word: vot*
CREATE OR REPLACE MACRO search_hits(query) AS TABLE
WITH wanted AS (
    SELECT row_number() OVER () AS number, term, is_start
    FROM (
        SELECT DISTINCT unnest(search_words(regexp_replace(query, '[\p{L}\p{M}\p{N}]+\*', ' ', 'g'))) AS term, false AS is_start
        UNION ALL
        SELECT DISTINCT
            unnest(regexp_extract_all(lower(strip_accents(query)), '([\p{L}\p{M}\p{N}]+)\*', 1)) AS term,
            true AS is_start
    )
),

postings AS (
    SELECT w.number, unnest(t.documents) AS document, unnest(t.counts) AS times
    FROM search_terms AS t
    INNER JOIN (FROM wanted WHERE NOT is_start) AS w ON t.term = w.term
    UNION ALL
    SELECT w.number, unnest(t.documents) AS document, unnest(t.counts) AS times
    FROM search_terms AS t
    INNER JOIN (FROM wanted WHERE is_start) AS w ON starts_with(t.term, w.term)
),

found AS (
    SELECT number, document, sum(times) AS times
    FROM postings
    GROUP BY number, document
),

spread AS (
    SELECT number, count(*) AS documents FROM found GROUP BY number
),

size AS (
    SELECT count(*) AS documents, avg(words) AS words FROM search_documents
)

SELECT
    d.version_id,
    sum(
        ln(1 + (n.documents - s.documents + 0.5) / (s.documents + 0.5))
        * f.times * 2.2 / (f.times + 1.2 * (0.25 + 0.75 * d.words / n.words))
    ) AS score
FROM found AS f
INNER JOIN spread AS s ON f.number = s.number
INNER JOIN search_documents AS d ON f.document = d.document
CROSS JOIN size AS n
GROUP BY d.version_id
HAVING count(*) = (SELECT count(*) FROM wanted)
