-- How often one person was quoted, month by month and outlet by outlet.
SELECT
    date_trunc('month', published_on)::DATE AS month,
    source_name,
    count(*) AS quotes,
    count(DISTINCT copy_key) AS different_quotes,
    count(DISTINCT article_id) AS articles
FROM who_said_what
WHERE speaker_person_id = $person
GROUP BY ALL
ORDER BY month, source_name
