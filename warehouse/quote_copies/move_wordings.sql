-- Wordings whose group has joined one with a lesser key.
UPDATE quote_wordings SET copy_key = m.least_key
FROM moved_groups AS m
WHERE quote_wordings.copy_key = m.copy_key
