-- The groups of wordings on their quotations; wordings too short for the table are only like themselves.
UPDATE quotes SET copy_key = g.copy_key
FROM (
    SELECT DISTINCT q.text_key, coalesce(w.copy_key, q.text_key) AS copy_key
    FROM quotes AS q
    LEFT JOIN quote_wordings AS w ON q.text_key = w.text_key
) AS g
WHERE quotes.text_key = g.text_key AND quotes.copy_key != g.copy_key
