-- One of so many parts of all wordings.
SELECT text_key, min({'type': type, 'text': text}).type AS type, min({'type': type, 'text': text}).text AS text
FROM quotes
WHERE hash(text_key) % $parts = $part
GROUP BY text_key
