-- Every article that prints one quotation, however trimmed; first printed first.
SELECT
    published_at, published_on, published_precision, source_name, title, speaker_name, speaker_role, relayed_by,
    cue_text, type, text, language, article_id, quote_id, speaker_person_id
FROM who_said_what
WHERE copy_key = $copy_key
ORDER BY published_at NULLS LAST, article_id, start_char
LIMIT $limit OFFSET $offset
