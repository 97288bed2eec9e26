-- What one person said, the latest first; the copies of a quotation are one row, as it was first printed.
WITH said AS (
    SELECT
        published_at, published_on, published_precision, source_name, title, speaker_name, speaker_role, relayed_by,
        cue_text, type, text, language, article_id, quote_id, speaker_person_id, copy_key, start_char
    FROM who_said_what
    WHERE speaker_person_id = $person
)

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
    speaker_person_id,
    copy_key,
    printed_in,
    outlets,
    count(*) OVER () AS found
FROM (
    SELECT
        *,
        count(*) OVER (PARTITION BY copy_key) AS printed_in,
        list_sort(list_distinct(list(source_name) OVER (PARTITION BY copy_key))) AS outlets,
        row_number() OVER (PARTITION BY copy_key ORDER BY published_at NULLS LAST, article_id, start_char) AS place
    FROM said
)
WHERE place = 1
ORDER BY published_at DESC NULLS LAST, article_id, start_char
LIMIT $limit OFFSET $offset
