-- Those of the wordings that the warehouse has already, each with its group.
SELECT g.text_key, k.copy_key
FROM quote_wordings AS k
INNER JOIN grouped_wordings AS g ON k.wording = g.wording
