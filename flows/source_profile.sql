-- What the current articles of one outlet look like, as the proposal of its expectations needs it.
WITH chosen AS (
    SELECT v.*, s.name AS source_name, s.source_id AS of_source
    FROM article_versions AS v
    INNER JOIN sources AS s USING (source_id)
    WHERE v.is_current AND lower(s.name) = lower(:source)
),

authored AS (
    SELECT version_id, count(*) AS authors FROM article_authors
    WHERE version_id IN (SELECT version_id FROM chosen)
    GROUP BY version_id
),

quoted AS (
    SELECT DISTINCT version_id FROM quotes WHERE version_id IN (SELECT version_id FROM chosen)
)

SELECT
    any_value(c.source_name) AS source_name,
    count(*) AS articles,
    min(c.published_on)::VARCHAR AS first_day,
    max(c.published_on)::VARCHAR AS last_day,
    quantile_disc(c.word_count, 0.01)::BIGINT AS words_low,
    quantile_disc(c.word_count, 0.99)::BIGINT AS words_high,
    avg((c.title IS NOT NULL)::INT) AS with_title,
    avg((a.version_id IS NOT NULL)::INT) AS with_author,
    avg((c.published_on IS NOT NULL)::INT) AS with_date,
    avg((q.version_id IS NOT NULL)::INT) AS with_quotes,
    coalesce(max(a.authors), 0) AS most_authors,
    list_sort(list(DISTINCT c.language) FILTER (c.language IS NOT NULL)) AS languages,
    (list_sort(list(DISTINCT c.section) FILTER (c.section IS NOT NULL)))[:(:most)] AS sections,
    avg((c.section IS NOT NULL)::INT) AS with_section
FROM chosen AS c
LEFT JOIN authored AS a USING (version_id)
LEFT JOIN quoted AS q USING (version_id)
