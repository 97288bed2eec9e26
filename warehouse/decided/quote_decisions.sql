-- What corrections say of quotations: one row a quotation, of any version, that one of them is about.
-- quote_id: the quotation, in quotes
-- is_quote: false where the words are no quotation
-- entity_id: who speaks, in corrected_entities; null where nobody of the article does
-- name: the name of who speaks; null where nobody can be named
-- person_node: the person that speaks, before people are joined
-- role: what the article calls the speaker, several parted by a semicolon
-- affiliation: the speaker's organisations as worded, several parted by a semicolon
WITH rules AS (
    SELECT * FROM temp.rules WHERE kind IN ('right_speaker', 'not_a_quote')
),

spoken AS (
    SELECT
        q.quote_id,
        r.kind = 'right_speaker' AS is_quote,
        e.entity_id,
        r.value AS name,
        coalesce(e.person_id, b.person_id) AS person_id
    FROM rules AS r
    INNER JOIN temp.near_quotes AS q ON r.article_id = q.article_id AND r.target_key = q.text_key
    LEFT JOIN temp.near_entities AS e ON q.version_id = e.version_id AND r.other_key = e.name_key
    LEFT JOIN temp.bearers AS b ON r.other_key = b.name_key
),

-- Of an entity that was parted, those quotations go along whose speaker is named by the mention.
parted AS (
    SELECT q.quote_id, true AS is_quote, p.entity_id, p.name, p.person_id
    FROM temp.near_quotes AS q
    INNER JOIN temp.split_entities AS p ON q.speaker_entity_id = p.from_entity_id
    WHERE contains(' ' || lower(q.speaker_text) || ' ', ' ' || lower(p.text) || ' ')
),

decided AS (
    SELECT * FROM spoken
    UNION ALL
    SELECT p.* FROM parted AS p ANTI JOIN spoken AS s ON p.quote_id = s.quote_id
),

called AS (
    SELECT
        entity_id,
        string_agg(DISTINCT role, '; ') AS role,
        string_agg(DISTINCT affiliation, '; ') AS affiliation
    FROM roles
    WHERE entity_id IN (SELECT entity_id FROM decided)
    GROUP BY entity_id
)

SELECT
    d.quote_id,
    any_value(d.is_quote) AS is_quote,
    any_value(d.entity_id) AS entity_id,
    any_value(d.name) AS name,
    any_value(d.person_id) AS person_node,
    any_value(c.role) AS role,
    any_value(c.affiliation) AS affiliation
FROM decided AS d
LEFT JOIN called AS c ON d.entity_id = c.entity_id
GROUP BY d.quote_id
