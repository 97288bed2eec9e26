-- The quotations of one version as corrected, in the order of the text.
SELECT
    part,
    start_char,
    end_char,
    type,
    text,
    speaker_name,
    speaker_role,
    speaker_affiliation,
    speaker_text,
    speaker_start_char,
    speaker_end_char,
    speaker_entity_id,
    speaker_person_id,
    relayed_by,
    unresolved,
    anonymity,
    cue_text,
    cue_class,
    cue_start_char,
    cue_end_char,
    negated,
    tense,
    hedge_text,
    addressee_text,
    utterance,
    confidence,
    method,
    copy_key,
    quote_id
FROM corrected_quotes
WHERE version_id = $version_id
ORDER BY list_position(['title', 'standfirst', 'body'], part), start_char, end_char DESC
