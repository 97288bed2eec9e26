-- Who is quoted, most often first.
SELECT
    arg_max(speaker_name, published_at) AS name,
    count(*) AS quotes,
    count(DISTINCT article_id) AS articles,
    count(DISTINCT source_name) AS outlets,
    min(published_on) AS first_on,
    max(published_on) AS last_on,
    arg_max(speaker_role, published_at) AS role,
    speaker_person_id AS person_id
FROM who_said_what
WHERE speaker_person_id IS NOT NULL
    AND contains(lower(strip_accents(speaker_name)), lower(strip_accents($name))) --?
GROUP BY speaker_person_id
ORDER BY quotes DESC, name, person_id
LIMIT $limit OFFSET $offset
