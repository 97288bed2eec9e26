-- Who said what, when, in which paper: one row a quotation of a current version; not what somebody did not say.
-- source_name: the outlet's name
-- title: headline of the article
-- speaker_name: the name that a correction or the authority file gives, else the fullest name of who speaks
-- text: the quotation, quote marks included
-- speaker_role: what the article calls the speaker, several parted by a semicolon
-- speaker_affiliation: the speaker's organisations as worded, several parted by a semicolon
-- speaker_entity_id: who speaks, in corrected_entities; null where unresolved
-- speaker_person_id: who speaks across articles, as in persons; null where the speaker is not linked
-- speaker_wikidata_id: Wikidata item of who speaks, when linked
-- url: canonical address of the article
SELECT
    a.published_at,
    a.source_name,
    a.title,
    q.speaker_name,
    q.speaker_role,
    q.speaker_affiliation,
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
    q.speaker_wikidata_id,
    q.anonymity,
    q.anonymity_reason,
    q.cue_lemma,
    q.cue_class,
    q.negated,
    q.tense,
    q.hedge_text,
    q.addressee_text
FROM corrected_quotes AS q
INNER JOIN articles AS a ON q.version_id = a.version_id
-- "Kim did not say that he would come" stays in corrected_quotes: here, a row read alone would say the contrary.
WHERE q.negated IS NOT TRUE
