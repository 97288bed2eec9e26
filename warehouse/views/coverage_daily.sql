-- How much each outlet published and quoted: one row a day of publication and outlet.
-- day: calendar day of publication as printed; null where no date is known
-- source_name: the outlet's name
-- articles: current articles of that day
-- stories: the same, copies of one story counted once
-- words: words of their bodies
-- quotes: quotations in them
-- speakers: distinct names of speakers in them
WITH counted AS (
    SELECT
        published_on,
        source_name,
        1 AS articles,
        coalesce(copy_group, article_id) AS story,
        word_count AS words,
        0 AS quotes,
        NULL AS speaker_name
    FROM articles
    UNION ALL
    SELECT a.published_on, a.source_name, 0, NULL, NULL, 1, q.speaker_name
    FROM articles AS a
    INNER JOIN corrected_quotes AS q ON a.version_id = q.version_id
    -- Always true: what is read twice alike is read once and kept, and from there no key reaches the scan of quotes.
    WHERE a.version_id != ''
)

SELECT
    published_on AS day,
    source_name,
    sum(articles)::BIGINT AS articles,
    count(DISTINCT story) AS stories,
    sum(words)::BIGINT AS words,
    sum(quotes)::BIGINT AS quotes,
    count(DISTINCT speaker_name) AS speakers
FROM counted
GROUP BY published_on, source_name
