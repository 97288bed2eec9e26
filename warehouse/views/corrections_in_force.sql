-- The corrections that hold: of several about one thing the latest, without those that were taken back.
SELECT *
FROM corrections
WHERE undone_at IS NULL
QUALIFY row_number() OVER (
    PARTITION BY
        -- Who said it and whether it is a quotation at all is one question.
        CASE WHEN kind = 'not_a_quote' THEN 'right_speaker' ELSE kind END,
        article_id,
        target_key,
        -- One thing can be joined with several others, and several can be parted from it.
        CASE WHEN kind IN ('merge_entities', 'split_entity', 'merge_persons') THEN [other_article_id, other_key] END
    ORDER BY "at" DESC, correction_id DESC
) = 1
