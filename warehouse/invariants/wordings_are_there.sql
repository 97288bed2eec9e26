-- Copies of a quotation are named after the wording of a quotation, one wording is of one group, and what copies are
-- found by is of wordings that are there, as a whole.
SELECT DISTINCT copy_key AS broken FROM quotes WHERE copy_key NOT IN (SELECT text_key FROM quotes)
UNION ALL
SELECT text_key FROM quotes GROUP BY text_key HAVING count(DISTINCT copy_key) > 1
UNION ALL
SELECT DISTINCT text_key FROM quote_wordings ANTI JOIN quotes USING (text_key, copy_key)
UNION ALL
SELECT coalesce(w.text_key, 'wording ' || s.wording)
FROM quote_wordings AS w
FULL JOIN (SELECT wording, count(*) AS stretches FROM quote_stretches GROUP BY wording) AS s ON w.wording = s.wording
WHERE w.stretches IS DISTINCT FROM s.stretches
