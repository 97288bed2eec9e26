-- Whether a text holds every word, beginning of a word and phrase of a query.
-- text: any text
-- query: words, the beginnings of words with a star, phrases in double quote marks
CREATE OR REPLACE MACRO search_holds(text, query) AS
list_has_all(search_words(text), search_words(regexp_replace(query, '[\p{L}\p{M}\p{N}]+\*', ' ', 'g')))
AND len(list_filter(
    regexp_extract_all(lower(strip_accents(query)), '([\p{L}\p{M}\p{N}]+)\*', 1),
    lambda start: NOT contains(' ' || array_to_string(search_words(text), ' '), ' ' || start)
)) = 0
AND len(list_filter(
    regexp_extract_all(query, '"([^"]+)"', 1),
    lambda phrase: NOT contains(
        ' ' || array_to_string(search_words(text), ' ') || ' ',
        ' ' || array_to_string(search_words(phrase), ' ') || ' '
    )
)) = 0
