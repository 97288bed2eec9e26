-- Questions to the views, each followed by the SQL that answers the same on base tables, where nothing was corrected.

-- articles: all
SELECT source_name, count(*), max(title) FROM articles GROUP BY ALL;
SELECT s.name, count(*), max(v.title) FROM article_versions AS v JOIN sources AS s ON v.source_id =
    s.source_id WHERE v.is_current GROUP BY ALL;

-- articles: one day
SELECT source_name, title, url FROM articles WHERE published_on = DATE '2015-01-20';
SELECT s.name, v.title, v.url FROM article_versions AS v JOIN sources AS s ON v.source_id = s.source_id WHERE
    v.is_current AND v.published_on = DATE '2015-01-20';

-- articles: one source
SELECT title, url FROM articles WHERE source_name = 'Source 7';
SELECT v.title, v.url FROM article_versions AS v JOIN sources AS s ON v.source_id = s.source_id WHERE v.is_current
    AND s.name = 'Source 7';

-- articles: one article
SELECT source_name, title, body FROM articles WHERE article_id = md5('a77');
SELECT s.name, v.title, v.body FROM article_versions AS v JOIN sources AS s ON v.source_id = s.source_id WHERE
    v.is_current AND v.article_id = md5('a77');

-- who_said_what: all
SELECT speaker_name, count(*) FROM who_said_what GROUP BY ALL;
SELECT q.speaker_name, count(*) FROM quotes AS q JOIN article_versions AS v ON q.version_id = v.version_id
    JOIN sources AS s ON v.source_id = s.source_id WHERE v.is_current AND q.negated IS NOT TRUE GROUP BY ALL;

-- who_said_what: one name
SELECT published_at, source_name, text FROM who_said_what WHERE speaker_name = 'Given855 Family9';
SELECT v.published_at, s.name, q.text FROM quotes AS q JOIN article_versions AS v ON q.version_id =
    v.version_id JOIN sources AS s ON v.source_id = s.source_id WHERE v.is_current AND q.negated IS NOT TRUE
    AND q.speaker_name = 'Given855 Family9';

-- who_said_what: one day
SELECT source_name, speaker_name, text FROM who_said_what WHERE published_on = DATE '2015-01-20';
SELECT s.name, q.speaker_name, q.text FROM quotes AS q JOIN article_versions AS v ON q.version_id =
    v.version_id JOIN sources AS s ON v.source_id = s.source_id WHERE v.is_current AND q.negated IS NOT TRUE
    AND v.published_on = DATE '2015-01-20';

-- who_said_what: one article
SELECT speaker_name, text FROM who_said_what WHERE article_id = md5('a77');
SELECT q.speaker_name, q.text FROM quotes AS q JOIN article_versions AS v ON q.version_id = v.version_id JOIN
    sources AS s ON v.source_id = s.source_id WHERE v.is_current AND q.negated IS NOT TRUE AND q.article_id =
    md5('a77');

-- who_said_what: one source
SELECT speaker_name, count(*) FROM who_said_what WHERE source_name = 'Source 7' GROUP BY ALL;
SELECT q.speaker_name, count(*) FROM quotes AS q JOIN article_versions AS v ON q.version_id = v.version_id JOIN
    sources AS s ON v.source_id = s.source_id WHERE v.is_current AND q.negated IS NOT TRUE AND s.name = 'Source 7'
    GROUP BY ALL;

-- speakers: all
SELECT speaker_person_id, speaker_name, quotes, articles, sources FROM speakers;
SELECT q.speaker_person_id, mode(q.speaker_name), count(*), count(DISTINCT q.article_id), count(DISTINCT
    s.name) FROM quotes AS q JOIN article_versions AS v ON q.version_id = v.version_id JOIN sources AS s ON
    v.source_id = s.source_id WHERE v.is_current AND q.negated IS NOT TRUE AND q.speaker_name IS NOT NULL
    GROUP BY q.speaker_person_id, CASE WHEN q.speaker_person_id IS NULL THEN q.speaker_name END;

-- speakers: one name
SELECT quotes, articles, sources FROM speakers WHERE speaker_name = 'Given855 Family9';
SELECT count(*), count(DISTINCT q.article_id), count(DISTINCT s.name) FROM quotes AS q JOIN article_versions
    AS v ON q.version_id = v.version_id JOIN sources AS s ON v.source_id = s.source_id WHERE v.is_current AND
    q.negated IS NOT TRUE AND q.speaker_name = 'Given855 Family9' HAVING count(*) > 0;

-- speakers: one name, the whole row
SELECT * EXCLUDE (roles) FROM speakers WHERE speaker_name = 'Given855 Family9';
WITH bearers AS (SELECT DISTINCT speaker_person_id FROM quotes WHERE speaker_name = 'Given855 Family9' AND
    speaker_person_id IS NOT NULL) SELECT mode(q.speaker_name) AS name, count(DISTINCT (q.version_id, q.utterance)),
    count(*), count(*) FILTER (q.type != 'indirect'), count(q.relayed_by), count(DISTINCT q.article_id),
    count(DISTINCT coalesce(v.copy_group, q.article_id)), count(DISTINCT s.name), min(v.published_at),
    max(v.published_at), q.speaker_person_id FROM bearers AS b JOIN quotes AS q ON b.speaker_person_id =
    q.speaker_person_id JOIN article_versions AS v ON q.version_id = v.version_id JOIN sources AS s ON v.source_id =
    s.source_id WHERE v.is_current AND q.negated IS NOT TRUE GROUP BY q.speaker_person_id HAVING name =
    'Given855 Family9';

-- quote_copies: all
SELECT copy_key, articles, first_published_at FROM quote_copies;
SELECT q.copy_key, count(DISTINCT q.article_id) AS articles, min(v.published_at) FROM quotes AS q JOIN
    article_versions AS v ON q.version_id = v.version_id JOIN sources AS s ON v.source_id = s.source_id WHERE
    v.is_current AND q.negated IS NOT TRUE AND len(string_split(trim(q.text), ' ')) >= 4 GROUP BY q.copy_key
    HAVING articles > 1;

-- quote_changes: all
SELECT change, count(*) FROM quote_changes WHERE change != 'reworded' GROUP BY ALL;
WITH steps AS (SELECT v.version_id, e.version_id AS earlier_id FROM article_versions AS v JOIN
    article_versions AS e ON v.article_id = e.article_id AND v.version = e.version + 1 WHERE v.version > 1)
    SELECT 'added', count(*) FROM steps JOIN quotes AS q USING (version_id) ANTI JOIN quotes AS o ON
    o.version_id = earlier_id AND o.text_key = q.text_key UNION ALL SELECT 'dropped', count(*) FROM steps JOIN
    quotes AS q ON q.version_id = earlier_id ANTI JOIN quotes AS o ON o.version_id = steps.version_id AND
    o.text_key = q.text_key;

-- coverage_daily: all
SELECT day, source_name, articles, quotes, speakers FROM coverage_daily;
SELECT v.published_on, s.name, count(DISTINCT v.version_id), count(q.quote_id), count(DISTINCT q.speaker_name)
    FROM article_versions AS v JOIN sources AS s ON v.source_id = s.source_id LEFT JOIN quotes AS q ON
    q.version_id = v.version_id WHERE v.is_current GROUP BY ALL;

-- coverage_daily: one source
SELECT day, articles, quotes, speakers FROM coverage_daily WHERE source_name = 'Source 7';
SELECT v.published_on, count(DISTINCT v.version_id), count(q.quote_id), count(DISTINCT q.speaker_name) FROM
    article_versions AS v JOIN sources AS s ON v.source_id = s.source_id LEFT JOIN quotes AS q ON q.version_id =
    v.version_id WHERE v.is_current AND s.name = 'Source 7' GROUP BY ALL;

-- coverage_daily: one day
SELECT source_name, articles, quotes, speakers FROM coverage_daily WHERE day = DATE '2015-01-20';
SELECT s.name, count(DISTINCT v.version_id), count(q.quote_id), count(DISTINCT q.speaker_name) FROM
    article_versions AS v JOIN sources AS s ON v.source_id = s.source_id LEFT JOIN quotes AS q ON q.version_id
    = v.version_id WHERE v.is_current AND v.published_on = DATE '2015-01-20' GROUP BY ALL;

-- source_quality: all
SELECT source_name, articles, without_title, without_author, quotes, unresolved_quotes FROM source_quality;
SELECT s.name, count(*), count(*) FILTER (v.title IS NULL), count(*) FILTER (NOT EXISTS (FROM article_authors
    AS a WHERE a.version_id = v.version_id)), coalesce(sum(q.quotes), 0), coalesce(sum(q.unresolved), 0) FROM
    article_versions AS v JOIN sources AS s ON v.source_id = s.source_id LEFT JOIN (SELECT version_id,
    count(*) AS quotes, count(*) FILTER (speaker_name IS NULL) AS unresolved FROM quotes GROUP BY ALL) AS q ON
    q.version_id = v.version_id WHERE v.is_current GROUP BY ALL;

-- source_quality: one source
SELECT articles, without_title, quotes, unresolved_quotes FROM source_quality WHERE source_name = 'Source 7';
SELECT count(*), count(*) FILTER (v.title IS NULL), coalesce(sum(q.quotes), 0), coalesce(sum(q.unresolved), 0) FROM
    article_versions AS v JOIN sources AS s ON v.source_id = s.source_id LEFT JOIN (SELECT version_id, count(*) AS
    quotes, count(*) FILTER (speaker_name IS NULL) AS unresolved FROM quotes GROUP BY ALL) AS q ON q.version_id =
    v.version_id WHERE v.is_current AND s.name = 'Source 7';

-- persons: all
SELECT person_id, name, articles, sources FROM persons;
SELECT e.person_id, mode(e.name), count(DISTINCT e.article_id), count(DISTINCT s.name) FROM entities AS e JOIN
    article_versions AS v ON e.version_id = v.version_id JOIN sources AS s ON v.source_id = s.source_id WHERE
    v.is_current AND e.person_id IS NOT NULL GROUP BY e.person_id;

-- persons: one name
SELECT person_id, articles, sources FROM persons WHERE name = 'Given855 Family9';
SELECT e.person_id, count(DISTINCT e.article_id), count(DISTINCT s.name) FROM entities AS e JOIN
    article_versions AS v ON e.version_id = v.version_id JOIN sources AS s ON v.source_id = s.source_id WHERE
    v.is_current AND e.name = 'Given855 Family9' AND e.person_id IS NOT NULL GROUP BY e.person_id;

-- persons: one name, the whole row
SELECT person_id, name, articles, by_name_alone, sources, quotes, roles, first_published_at, last_published_at
    FROM persons WHERE name = 'Given855 Family9';
WITH bearers AS (SELECT DISTINCT person_id FROM entities WHERE name = 'Given855 Family9'), named AS (SELECT
    e.entity_id, e.person_id, e.name, e.article_id, e.evidence, s.name AS source_name, v.published_at FROM bearers AS b
    JOIN entities AS e ON b.person_id = e.person_id JOIN article_versions AS v ON e.version_id = v.version_id JOIN
    sources AS s ON v.source_id = s.source_id WHERE v.is_current) SELECT n.person_id, mode(n.name) AS name,
    count(DISTINCT n.article_id), count(DISTINCT n.article_id) FILTER (n.evidence = []), count(DISTINCT n.source_name),
    (SELECT count(*) FROM quotes AS q JOIN article_versions AS v ON q.version_id = v.version_id WHERE v.is_current AND
    q.speaker_person_id = n.person_id), (SELECT nullif(list(DISTINCT r.role), []) FROM roles AS r JOIN named AS m ON
    r.entity_id = m.entity_id WHERE m.person_id = n.person_id), min(n.published_at), max(n.published_at) FROM named AS n
    GROUP BY n.person_id HAVING name = 'Given855 Family9';

-- quote_entities: one article
SELECT entity_name, mentions, text FROM quote_entities WHERE article_id = md5('a77');
SELECT e.name, count(*), q.text FROM quotes AS q JOIN article_versions AS v ON q.version_id = v.version_id
    JOIN mentions AS m ON m.version_id = q.version_id AND m.part = q.part AND m.start_char >= q.start_char AND
    m.end_char <= q.end_char JOIN entities AS e ON m.entity_id = e.entity_id WHERE v.is_current AND q.negated
    IS NOT TRUE AND q.article_id = md5('a77') GROUP BY e.entity_id, e.name, q.quote_id, q.text;

-- quote_entities: one name
SELECT entity_name, mentions, text FROM quote_entities WHERE speaker_name = 'Given855 Family9';
SELECT e.name, count(*), q.text FROM quotes AS q JOIN article_versions AS v ON q.version_id = v.version_id
    JOIN mentions AS m ON m.version_id = q.version_id AND m.part = q.part AND m.start_char >= q.start_char AND
    m.end_char <= q.end_char JOIN entities AS e ON m.entity_id = e.entity_id WHERE v.is_current AND q.negated
    IS NOT TRUE AND q.speaker_name = 'Given855 Family9' GROUP BY e.entity_id, e.name, q.quote_id, q.text;
