-- How much each outlet published and quoted: one row a day of publication and outlet.
-- day: calendar day of publication as printed; null where no date is known
-- source_name: the outlet's name
-- articles: current articles of that day
-- stories: the same, copies of one story counted once
-- words: words of their bodies
-- quotes: quotations in them
-- speakers: distinct names of speakers in them
WITH quoted AS (
    SELECT version_id, count(*) AS quotes, list(DISTINCT speaker_name) AS names
    FROM corrected_quotes
    GROUP BY version_id
)

SELECT
    a.published_on AS day,
    a.source_name,
    count(*) AS articles,
    count(DISTINCT coalesce(a.copy_group, a.article_id)) AS stories,
    sum(a.word_count)::BIGINT AS words,
    coalesce(sum(q.quotes), 0)::BIGINT AS quotes,
    coalesce(len(list_distinct(flatten(list(q.names) FILTER (q.names IS NOT NULL)))), 0)::BIGINT AS speakers
FROM articles AS a
LEFT JOIN quoted AS q USING (version_id)
GROUP BY a.published_on, a.source_name
