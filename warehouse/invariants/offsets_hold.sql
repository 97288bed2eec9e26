-- Every span is the stretch of its part's text that its offsets say.
SELECT span.of_table || ' of ' || span.version_id || ', ' || span.part || ' ' || span.start_char AS broken
FROM (
    SELECT 'mentions' AS of_table, version_id, part, start_char, end_char, text FROM mentions
    UNION ALL SELECT 'roles', version_id, part, start_char, end_char, text FROM roles
    UNION ALL SELECT 'quoted_terms', version_id, part, start_char, end_char, text FROM quoted_terms
    UNION ALL SELECT 'quotes', version_id, part, start_char, end_char, text FROM quotes
    UNION ALL
    SELECT 'quotes (cue)', version_id, part, cue_start_char, cue_end_char, cue_text FROM quotes
    WHERE cue_start_char IS NOT NULL
    UNION ALL
    SELECT 'quotes (speaker)', version_id, part, speaker_start_char, speaker_end_char, speaker_text FROM quotes
    WHERE speaker_start_char IS NOT NULL
    UNION ALL
    SELECT 'quotes (addressee)', version_id, part, addressee_start_char, addressee_end_char, addressee_text FROM quotes
    WHERE addressee_start_char IS NOT NULL
) AS span
INNER JOIN article_versions AS v USING (version_id)
WHERE
    span.text IS DISTINCT FROM substr(
        CASE span.part WHEN 'title' THEN v.title WHEN 'standfirst' THEN v.standfirst ELSE v.body END,
        span.start_char + 1,
        span.end_char - span.start_char
    )
