-- Quotations whose group has joined one with a lesser key.
UPDATE quotes SET copy_key = m.least_key
FROM moved_groups AS m
WHERE quotes.copy_key = m.copy_key
