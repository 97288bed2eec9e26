-- Who is quoted, most often first.
WITH most AS (
    SELECT speaker_person_id AS person_id, count(*) AS quotes
    FROM who_said_what
    WHERE speaker_person_id IS NOT NULL
        AND contains(lower(strip_accents(speaker_name)), lower(strip_accents($name))) --?
    GROUP BY speaker_person_id
    ORDER BY quotes DESC, person_id
    LIMIT $limit OFFSET $offset
)

SELECT
    arg_max(w.speaker_name, (w.published_at, w.quote_id)) AS name,
    any_value(m.quotes) AS quotes,
    count(DISTINCT w.article_id) AS articles,
    count(DISTINCT w.source_name) AS outlets,
    min(w.published_on) AS first_on,
    max(w.published_on) AS last_on,
    arg_max(w.speaker_role, (w.published_at, w.quote_id)) AS role,
    m.person_id
FROM most AS m
INNER JOIN who_said_what AS w ON m.person_id = w.speaker_person_id
GROUP BY m.person_id
ORDER BY quotes DESC, m.person_id
