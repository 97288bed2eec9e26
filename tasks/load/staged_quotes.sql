-- Quotations of the versions that are due, before and after their switch; one with the same id stands at the same place.
SELECT
    coalesce(after.version_id, before.version_id) AS version_id,
    coalesce(after.article_id, before.article_id) AS article_id,
    coalesce(after.part, before.part) AS part,
    coalesce(after.start_char, before.start_char) AS start_char,
    coalesce(after.end_char, before.end_char) AS end_char,
    coalesce(after.text, before.text) AS text,
    before.speaker_name AS speaker_before,
    after.speaker_name AS speaker_after,
    CASE
        WHEN before.quote_id IS NULL THEN 'gained'
        WHEN after.quote_id IS NULL THEN 'lost'
        WHEN before.speaker_name IS DISTINCT FROM after.speaker_name THEN 'speaker_changed'
        ELSE 'kept'
    END AS change
FROM (FROM quotes SEMI JOIN due_versions USING (version_id)) AS before
FULL JOIN (FROM staged_quotes SEMI JOIN due_versions USING (version_id)) AS after
    ON before.quote_id = after.quote_id
