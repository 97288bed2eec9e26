-- Articles a day of publication, over the last days that have any; copies of one story counted once beside.
WITH newest AS (
    SELECT max(published_on) AS day FROM articles WHERE published_on <= current_date + 1
        AND source_name = $outlet --?
)

SELECT
    published_on AS day,
    count(*) AS articles,
    count(DISTINCT coalesce(copy_group, article_id)) AS stories
FROM articles
WHERE published_on > (SELECT day FROM newest) - $days::INTEGER
    AND published_on <= (SELECT day FROM newest)
    AND source_name = $outlet --?
GROUP BY published_on
ORDER BY day
