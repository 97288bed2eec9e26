-- Whom and what a quotation names: one row a quotation of a current version and entity named inside it.
-- source_name: the outlet's name
-- title: headline of the article
-- url: canonical address of the article
-- speaker_name: who speaks
-- speaker_person_id: who speaks across articles, as in persons; null where the speaker is not linked
-- entity_name: who or what is named
-- entity_type: OntoNotes label: PERSON, ORG, GPE …
-- entity_person_id: the person who is named, as in persons; null where not linked
-- entity_wikidata_id: Wikidata item of who is named, when linked
-- named_as: the words of the first mention inside the quotation
-- mentions: mentions inside the quotation
-- text: the quotation, quote marks included
-- quote_id: the quotation, in quotes
-- entity_id: the entity, in corrected_entities
SELECT
    w.published_at,
    w.source_name,
    w.title,
    w.speaker_name,
    e.name AS entity_name,
    e.type AS entity_type,
    arg_min(m.text, m.start_char) AS named_as,
    count(*) AS mentions,
    w.type,
    w.text,
    w.url,
    w.speaker_person_id,
    e.person_id AS entity_person_id,
    e.wikidata_id AS entity_wikidata_id,
    w.article_id,
    w.version_id,
    w.quote_id,
    e.joined_entity_id AS entity_id
FROM who_said_what AS w
INNER JOIN corrected_mentions AS m
    ON w.version_id = m.version_id AND w.part = m.part
    AND w.start_char <= m.start_char AND w.end_char >= m.end_char
INNER JOIN corrected_entities AS e ON m.entity_id = e.entity_id
GROUP BY ALL
