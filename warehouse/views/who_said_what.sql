-- Who said what, when, in which paper: one row a quotation of a current version.
-- source_name: the outlet's name
-- title: headline of the article
-- speaker_role: what the article calls the speaker, several parted by a semicolon
-- speaker_affiliation: the speaker's organisations as worded, several parted by a semicolon
-- text: the quotation, quote marks included
-- speaker_person_id: who speaks across articles, as in persons; null where the speaker is not linked
-- speaker_wikidata_id: Wikidata item of who speaks, when linked
-- speaker_name: the name that a correction or the authority file gives, else the fullest name of who speaks
-- url: canonical address of the article
WITH speaker_roles AS (
    SELECT entity_id, string_agg(role, '; ' ORDER BY part, place_in_part) AS speaker_role
    FROM (
        SELECT
            entity_id,
            arg_min(role, (part, start_char)) AS role,
            min(part) AS part,
            min(start_char) AS place_in_part
        FROM roles
        WHERE role IS NOT NULL
        GROUP BY entity_id, lower(role)
    )
    GROUP BY entity_id
),

speaker_affiliations AS (
    SELECT entity_id, string_agg(affiliation, '; ' ORDER BY part, place_in_part) AS speaker_affiliation
    FROM (
        SELECT
            entity_id,
            arg_min(affiliation, (part, start_char)) AS affiliation,
            min(part) AS part,
            min(start_char) AS place_in_part
        FROM roles
        WHERE affiliation IS NOT NULL
        GROUP BY entity_id, lower(affiliation)
    )
    GROUP BY entity_id
)

SELECT
    a.published_at,
    a.source_name,
    a.title,
    q.speaker_name,
    r.speaker_role,
    f.speaker_affiliation,
    q.speaker_text,
    q.cue_text,
    q.type,
    q.text,
    q.relayed_by,
    q.confidence,
    a.url,
    a.published_on,
    a.published_precision,
    a.section,
    a.language,
    a.copy_group,
    q.article_id,
    q.version_id,
    q.quote_id,
    q.speaker_entity_id,
    q.unresolved,
    q.utterance,
    q.part,
    q.start_char,
    q.end_char,
    q.text_key,
    q.method,
    q.copy_key,
    q.speaker_person_id,
    q.speaker_wikidata_id
FROM corrected_quotes AS q
INNER JOIN articles AS a USING (version_id)
LEFT JOIN speaker_roles AS r ON q.speaker_entity_id = r.entity_id
LEFT JOIN speaker_affiliations AS f ON q.speaker_entity_id = f.entity_id
