-- New wordings with those of which they are copies, as pairs of groups: those of the warehouse, and of a new wording its
-- own. Pairs that follow from others are left out.
-- Both may be trimmed, or one have an ellipsis: so much of the shorter one's stretches must be in the other. Fewer than
-- three stretches in common are a formula.
WITH held AS MATERIALIZED (
    SELECT stretch, wording
    FROM quote_stretches
    SEMI JOIN fresh_stretches USING (stretch)
    WHERE generation > $generation
    UNION ALL
    SELECT stretch, wording FROM indexed_stretches
    UNION ALL
    SELECT stretch, wording FROM fresh_stretches
),

wordings AS MATERIALIZED (
    SELECT g.wording, any_value(g.text_key) AS group_key, count(*) AS stretches, true AS is_fresh
    FROM fresh_stretches AS f
    INNER JOIN fresh_wordings AS g ON f.wording = g.wording
    GROUP BY g.wording
    UNION ALL
    SELECT wording, copy_key, stretches, false
    FROM quote_wordings
    WHERE wording IN (SELECT wording FROM held)
),

counted AS MATERIALIZED (
    SELECT stretch, count(*) AS times FROM held GROUP BY stretch
),

-- What has a stretch in common that is not in many, is compared one by one.
telling AS MATERIALIZED (
    SELECT f.stretch, f.wording
    FROM fresh_stretches AS f
    INNER JOIN counted AS c ON f.stretch = c.stretch
    WHERE c.times <= 50
),

candidates AS MATERIALIZED (
    SELECT c.wording, c.other, f.stretch
    FROM (
        SELECT DISTINCT t.wording, h.wording AS other
        FROM telling AS t
        INNER JOIN held AS h ON t.stretch = h.stretch AND t.wording != h.wording
    ) AS c
    INNER JOIN fresh_stretches AS f ON c.wording = f.wording
),

shared AS (
    SELECT c.wording, c.other, count(*) AS stretches
    FROM candidates AS c
    INNER JOIN held AS h ON c.other = h.wording AND c.stretch = h.stretch
    GROUP BY c.wording, c.other
    HAVING count(*) >= 3
),

-- What has nothing else in common is compared by phrase, however many wordings have it: all the common stretches of a
-- wording. The shortest wording of a phrase is like more of another phrase than any other of its own.
phrased AS MATERIALIZED (
    SELECT h.wording, list(h.stretch ORDER BY h.stretch) AS phrase
    FROM held AS h
    INNER JOIN counted AS c ON h.stretch = c.stretch
    WHERE c.times > 50
    GROUP BY h.wording
),

phrases AS MATERIALIZED (
    SELECT
        p.phrase,
        arg_min(p.wording, (w.stretches, p.wording)) AS shortest,
        min(w.stretches) AS stretches,
        bool_or(w.is_fresh) AS is_fresh
    FROM phrased AS p
    INNER JOIN wordings AS w ON p.wording = w.wording
    GROUP BY p.phrase
),

parts AS MATERIALIZED (SELECT shortest, stretches, is_fresh, unnest(phrase) AS stretch FROM phrases),

alike AS MATERIALIZED (
    SELECT p.shortest, o.shortest AS other
    FROM parts AS p
    -- Two of the warehouse were compared when the later one of them was new.
    INNER JOIN parts AS o ON p.stretch = o.stretch AND (p.is_fresh OR o.is_fresh)
    GROUP BY p.shortest, o.shortest
    HAVING count(*) >= 3 AND count(*) >= 0.6 * any_value(p.stretches)
),

pairs AS (
    SELECT s.wording, s.other
    FROM shared AS s
    INNER JOIN wordings AS f ON s.wording = f.wording
    INNER JOIN wordings AS o ON s.other = o.wording
    WHERE s.stretches >= 0.6 * least(f.stretches, o.stretches)
    UNION ALL
    SELECT shortest, other FROM alike
    UNION ALL
    -- A wording that is like the shortest of a phrase by the phrase alone, is like all that have it.
    SELECT p.shortest, m.wording
    FROM phrases AS p
    INNER JOIN phrased AS m ON p.phrase = m.phrase
    WHERE p.shortest IN (SELECT other FROM alike)
)

SELECT DISTINCT least(f.group_key, o.group_key) AS group_key, greatest(f.group_key, o.group_key) AS other_key
FROM pairs AS p
INNER JOIN wordings AS f ON p.wording = f.wording
INNER JOIN wordings AS o ON p.other = o.wording
