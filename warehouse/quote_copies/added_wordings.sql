-- The wordings of the quotations that are about to be added.
SELECT text_key, min({'type': type, 'text': text}).type AS type, min({'type': type, 'text': text}).text AS text
FROM added_quotes
GROUP BY text_key
