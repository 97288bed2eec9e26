-- Whom one outlet quotes most.
WITH most AS (
    SELECT speaker_person_id AS person_id, count(*) AS quotes
    FROM who_said_what
    WHERE source_name = $outlet AND speaker_person_id IS NOT NULL
    GROUP BY speaker_person_id
    ORDER BY quotes DESC, person_id
    LIMIT $limit
)

SELECT
    arg_max(w.speaker_name, (w.published_at, w.quote_id)) AS name,
    any_value(m.quotes) AS quotes,
    count(DISTINCT w.article_id) AS articles,
    m.person_id
FROM most AS m
INNER JOIN who_said_what AS w ON m.person_id = w.speaker_person_id
WHERE w.source_name = $outlet
GROUP BY m.person_id
ORDER BY quotes DESC, m.person_id
