-- Whom corrections and the authority file say something of.
SELECT node, person_id, name, wikidata_id
FROM temp.person_decisions
