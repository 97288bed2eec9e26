-- Quotations of current articles, the latest first.
SELECT
    published_at,
    published_on,
    published_precision,
    source_name,
    title,
    speaker_name,
    speaker_role,
    relayed_by,
    cue_text,
    type,
    text,
    language,
    article_id,
    quote_id,
    speaker_person_id
FROM who_said_what
WHERE text IS NOT NULL
    AND published_on >= $since --?
    AND published_on <= $until --?
    AND source_name = $outlet --?
    AND contains(lower(strip_accents(speaker_name)), lower(strip_accents($speaker))) --?
    AND type = $type --?
ORDER BY published_at DESC NULLS LAST, article_id, start_char
LIMIT $limit OFFSET $offset
