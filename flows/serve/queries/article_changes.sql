-- What one article changed in its quotations, version after version.
SELECT
    changed_at, from_version, to_version, change, speaker_name, cue_text, earlier_text, text, similarity, quote_id,
    earlier_quote_id
FROM quote_changes
WHERE article_id = $article
ORDER BY to_version, change, text
