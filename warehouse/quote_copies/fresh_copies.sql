-- Each new wording with each other new one of which it is a copy, by the same rule as copies.sql.
WITH fresh AS (
    SELECT f.wording, any_value(g.text_key) AS text_key, count(*) AS stretches
    FROM fresh_stretches AS f
    INNER JOIN fresh_wordings AS g ON f.wording = g.wording
    GROUP BY f.wording
),

shared AS (
    SELECT f.wording, o.wording AS other, count(*) AS stretches
    FROM fresh_stretches AS f
    INNER JOIN fresh_stretches AS o ON f.stretch = o.stretch AND f.wording < o.wording
    GROUP BY f.wording, o.wording
    HAVING count(*) >= 3
)

SELECT f.text_key, o.text_key AS other_key
FROM shared AS s
INNER JOIN fresh AS f ON s.wording = f.wording
INNER JOIN fresh AS o ON s.other = o.wording
WHERE s.stretches >= 0.6 * least(f.stretches, o.stretches)
