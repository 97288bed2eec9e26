-- Each full name of people stands once with each thing that is said of who bears it, and no other name does.
WITH named AS (
    SELECT DISTINCT name_key, name, evidence, person_id, wikidata_id FROM entities WHERE evidence IS NOT NULL
)

SELECT name AS broken FROM (FROM named EXCEPT ALL FROM person_names)
UNION ALL
SELECT name FROM (FROM person_names EXCEPT ALL FROM named)
