-- How many names the articles that are due will have that they had not, and the other way round.
WITH before AS (SELECT DISTINCT version_id, name FROM entities SEMI JOIN due_versions USING (version_id)),
after AS (SELECT DISTINCT version_id, name FROM staged_entities SEMI JOIN due_versions USING (version_id))
SELECT
    (SELECT count(*) FROM after ANTI JOIN before USING (version_id, name)) AS gained,
    (SELECT count(*) FROM before ANTI JOIN after USING (version_id, name)) AS lost
