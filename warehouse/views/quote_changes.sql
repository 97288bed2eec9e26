-- What an outlet changed in its quotations after publication: one row a quotation added, dropped or reworded.
-- changed_at: what the later version says of its own time
-- source_name: the outlet's name
-- title: headline of the later version
-- change: added (only in the later version), dropped (only in the earlier one) or reworded (similar in both)
-- text: the quotation, quote marks included; of a reworded one the later wording
-- earlier_text: the earlier wording of a reworded one, else null
-- similarity: of a reworded one the share of words that both wordings have, 0 to 1, else null
-- url: canonical address of the article
-- speaker_person_id: who speaks across articles, as in persons; null where the speaker is not linked
-- from_version: the earlier version
-- to_version: the later version
-- quote_id: the quotation, in quotes; of a reworded one the later
-- earlier_quote_id: the earlier quotation of a reworded one, else null
WITH steps AS (
    SELECT
        v.version_id,
        v.article_id,
        v.version,
        v.version_at,
        v.title,
        v.url,
        s.name AS source_name,
        lag(v.version_id) OVER (PARTITION BY v.article_id ORDER BY v.version) AS earlier_id
    FROM article_versions AS v
    LEFT JOIN sources AS s ON v.source_id = s.source_id
    -- Without those that were withdrawn: their newest version is not current, and no wording is shown again.
    WHERE v.article_id IN (SELECT c.article_id FROM article_versions AS c WHERE c.is_current AND c.version > 1)
),

-- Materialized, so that the few versions with another before or behind them are looked for once.
said AS MATERIALIZED (
    SELECT version_id, quote_id, text_key, text, type, cue_text, speaker_name, speaker_person_id
    FROM corrected_quotes
    -- In coalesce, so that the few versions are what is kept at hand, not all quotations.
    WHERE coalesce(version_id IN (
        SELECT version_id FROM steps WHERE earlier_id IS NOT NULL
        UNION ALL
        SELECT earlier_id FROM steps
    ), false)
),

added AS (
    SELECT q.*, regexp_extract_all(lower(strip_accents(q.text)), '[\p{L}\p{N}]+') AS words
    FROM (SELECT version_id, earlier_id FROM steps WHERE earlier_id IS NOT NULL) AS t
    INNER JOIN said AS q ON t.version_id = q.version_id
    ANTI JOIN said AS e ON t.earlier_id = e.version_id AND q.text_key = e.text_key
),

dropped AS (
    SELECT t.version_id AS step_id, q.*, regexp_extract_all(lower(strip_accents(q.text)), '[\p{L}\p{N}]+') AS words
    FROM steps AS t
    INNER JOIN said AS q ON t.earlier_id = q.version_id
    ANTI JOIN said AS l ON t.version_id = l.version_id AND q.text_key = l.text_key
),

alike AS (
    SELECT
        a.quote_id,
        d.quote_id AS earlier_quote_id,
        len(list_intersect(a.words, d.words)) / len(list_distinct(list_concat(a.words, d.words))) AS similarity
    FROM added AS a
    INNER JOIN dropped AS d ON a.version_id = d.step_id
    -- Half of the shorter one's words and three of them: less is chance.
    WHERE len(list_intersect(a.words, d.words)) >= greatest(
        3, 0.5 * least(len(list_distinct(a.words)), len(list_distinct(d.words)))
    )
),

-- Each wording has one counterpart: both are the other's best.
reworded AS (
    SELECT *
    FROM alike
    QUALIFY
        row_number() OVER (PARTITION BY quote_id ORDER BY similarity DESC, earlier_quote_id) = 1
        AND row_number() OVER (PARTITION BY earlier_quote_id ORDER BY similarity DESC, quote_id) = 1
),

changes AS (
    SELECT
        CASE WHEN r.quote_id IS NULL THEN 'added' ELSE 'reworded' END AS change,
        a.version_id AS step_id,
        a.quote_id,
        a.speaker_name,
        a.speaker_person_id,
        a.cue_text,
        a.type,
        a.text,
        d.text AS earlier_text,
        r.similarity,
        r.earlier_quote_id
    FROM added AS a
    LEFT JOIN reworded AS r ON a.quote_id = r.quote_id
    LEFT JOIN dropped AS d ON r.earlier_quote_id = d.quote_id
    UNION ALL
    SELECT
        'dropped', d.step_id, d.quote_id, d.speaker_name, d.speaker_person_id, d.cue_text, d.type, d.text,
        NULL, NULL, NULL
    FROM dropped AS d
    ANTI JOIN reworded AS r ON d.quote_id = r.earlier_quote_id
)

SELECT
    t.version_at AS changed_at,
    t.source_name,
    t.title,
    c.change,
    c.speaker_name,
    c.cue_text,
    c.type,
    c.text,
    c.earlier_text,
    c.similarity,
    t.version - 1 AS from_version,
    t.version AS to_version,
    t.url,
    t.article_id,
    c.quote_id,
    c.earlier_quote_id,
    c.speaker_person_id
FROM changes AS c
INNER JOIN steps AS t ON c.step_id = t.version_id
