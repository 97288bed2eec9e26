-- Copies of a quotation are named after the wording of a quotation, one wording is of one group, and no wording that
-- is looked for is gone.
SELECT DISTINCT copy_key AS broken FROM quotes WHERE copy_key NOT IN (SELECT text_key FROM quotes)
UNION ALL
SELECT text_key FROM quotes GROUP BY text_key HAVING count(DISTINCT copy_key) > 1
UNION ALL
SELECT DISTINCT text_key FROM quote_wordings WHERE text_key NOT IN (SELECT text_key FROM quotes)
