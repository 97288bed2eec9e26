-- The new wordings, each in its group.
INSERT INTO quote_wordings BY NAME
SELECT g.wording, g.text_key, coalesce(m.least_key, g.text_key) AS copy_key, count(*) AS stretches
FROM fresh_stretches AS f
INNER JOIN fresh_wordings AS g ON f.wording = g.wording
LEFT JOIN moved_groups AS m ON g.text_key = m.copy_key
GROUP BY ALL
