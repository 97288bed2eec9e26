-- The stretches of four words on end of each new wording, each once; a wording of fewer than six words has none, for it is
-- a formula as often as a quotation: it is a copy only where all its words are the same.
WITH worded AS (
    SELECT
        wording,
        -- Of a mixed quotation only the words in quote marks are the speaker's; the rest differs from paper to paper.
        regexp_extract_all(lower(strip_accents(
            CASE
                WHEN type = 'mixed' THEN coalesce(
                    nullif(array_to_string(regexp_extract_all(text, '["“„«]([^"”“»]+)["”»]', 1), ' '), ''),
                    text
                )
                ELSE text
            END
        )), '[\p{L}\p{N}]+') AS words
    FROM fresh_wordings
)

SELECT
    wording,
    unnest(list_distinct(list_transform(
        generate_series(1, len(words) - 3),
        lambda i: (md5_number_lower(array_to_string(words[i:i + 3], ' ')) >> 1)::BIGINT
    ))) AS stretch
FROM worded
WHERE len(words) >= 6
