-- Quotations of all versions as corrected: without those that are none, each with its right speaker.
-- article_id: the article
-- quote_id: stable key of the version, the part and the offsets
-- speaker_entity_id: who speaks, in corrected_entities; null where unresolved
-- speaker_name: the name that a correction or the authority file gives, else the fullest name of who speaks
-- speaker_role: what the article calls the speaker, several parted by a semicolon
-- speaker_affiliation: the speaker's organisations as worded, several parted by a semicolon
-- speaker_person_id: who speaks across articles, as in persons; null where the speaker is not linked
-- speaker_wikidata_id: Wikidata item of who speaks, when linked
-- unresolved: why nobody is named as the speaker; corrected where a person said that nobody can be
SELECT
    q.*,
    NULL::VARCHAR AS speaker_wikidata_id
FROM quotes AS q
ANTI JOIN decided_versions AS v ON q.version_id = v.version_id
ANTI JOIN decided_persons AS p ON q.speaker_person_id = p.node
UNION ALL
SELECT
    q.* REPLACE (p.name AS speaker_name, p.person_id AS speaker_person_id),
    p.wikidata_id
FROM quotes AS q
INNER JOIN decided_persons AS p ON q.speaker_person_id = p.node
ANTI JOIN decided_versions AS v ON q.version_id = v.version_id
UNION ALL
SELECT * FROM decided_quotes
