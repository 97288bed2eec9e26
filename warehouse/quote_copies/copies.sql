-- Each new wording with the group of each older one of which it is a copy.
-- Both may be trimmed, or one have an ellipsis: so much of the shorter one's stretches must be in the other. Fewer than
-- three stretches in common are a formula.
WITH fresh AS (
    SELECT wording, count(*) AS stretches FROM fresh_stretches GROUP BY wording
),

shared AS (
    SELECT f.wording, o.wording AS other, count(*) AS stretches
    FROM fresh_stretches AS f
    INNER JOIN quote_stretches AS o ON f.stretch = o.stretch
    GROUP BY f.wording, o.wording
    HAVING count(*) >= 3
)

SELECT DISTINCT g.text_key, o.copy_key
FROM shared AS s
INNER JOIN fresh AS f ON s.wording = f.wording
INNER JOIN fresh_wordings AS g ON s.wording = g.wording
INNER JOIN quote_wordings AS o ON s.other = o.wording
WHERE s.stretches >= 0.6 * least(f.stretches, o.stretches)
