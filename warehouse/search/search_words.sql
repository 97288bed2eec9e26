-- The words of a text as the full-text index has them: lower case, no accents, no possessive or plural s.
-- text: any text
CREATE OR REPLACE MACRO search_words(text) AS list_transform(
    -- Scripts that part no words by blanks are taken character by character.
    regexp_extract_all(
        regexp_replace(lower(strip_accents(text)), '[''’]s\b', '', 'g'),
        '[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]|(?:[^\P{L}\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]|[\p{N}\p{M}])+'
    ),
    lambda word: CASE
        WHEN length(word) < 4 OR NOT ends_with(word, 's') OR regexp_matches(word, '[us]s$') THEN word
        WHEN regexp_matches(word, '(ch|sh|ss|x|z)es$') THEN word[:-3]
        WHEN regexp_matches(word, '[^ae]ies$') AND length(word) > 4 THEN word[:-4] || 'y'
        ELSE word[:-2]
    END
)
