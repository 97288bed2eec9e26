-- Whom one outlet quotes most.
SELECT
    arg_max(speaker_name, published_at) AS name,
    count(*) AS quotes,
    count(DISTINCT article_id) AS articles,
    speaker_person_id AS person_id
FROM who_said_what
WHERE source_name = $outlet AND speaker_person_id IS NOT NULL
GROUP BY speaker_person_id
ORDER BY quotes DESC, name
LIMIT $limit
