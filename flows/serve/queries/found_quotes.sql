-- Quotations that hold every word, best match of their article first.
WITH hits AS MATERIALIZED (
    FROM search_hits($words)
),

found AS (
    FROM who_said_what WHERE version_id IN (SELECT version_id FROM hits)
)

SELECT
    q.published_at,
    q.published_on,
    q.published_precision,
    q.source_name,
    q.title,
    q.speaker_name,
    q.speaker_role,
    q.relayed_by,
    q.cue_text,
    q.type,
    q.text,
    q.language,
    q.article_id,
    q.quote_id,
    q.speaker_person_id,
    count(*) OVER () AS found
FROM hits AS h
INNER JOIN found AS q ON h.version_id = q.version_id
-- Names both sides, so that quotations are looked into only where the words stand in their article.
WHERE CASE WHEN h.score IS NOT NULL THEN search_holds(q.text, $words) END
    AND q.published_on >= $since --?
    AND q.published_on <= $until --?
    AND q.source_name = $outlet --?
    AND contains(lower(strip_accents(q.speaker_name)), lower(strip_accents($speaker))) --?
    AND q.type = $type --?
ORDER BY h.score DESC, q.published_at DESC NULLS LAST, q.article_id, q.start_char
LIMIT $limit OFFSET $offset
