-- The wordings that are left of some groups.
SELECT text_key, min({'type': type, 'text': text}).type AS type, min({'type': type, 'text': text}).text AS text
FROM quotes
SEMI JOIN renewed_groups USING (copy_key)
GROUP BY text_key
