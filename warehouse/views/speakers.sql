-- Who is quoted, how much and where: one row a person over all current versions, or a name where nobody is linked.
-- speaker_name: the name that most quotations have
-- speaker_person_id: who speaks across articles, as in persons; null where the name is not linked
-- utterances: utterances with this speaker; the fragments of one count once
-- quotes: quotations with this speaker, fragments counted one by one
-- verbatim_quotes: those that are direct or mixed
-- relayed_quotes: those that somebody else passed on
-- articles: articles that quote the speaker
-- stories: the same, copies of one story counted once
-- sources: outlets that quote the speaker
-- roles: what articles call the speaker, most frequent first, at most five
-- first_quoted_at: earliest publication that quotes the speaker
-- last_quoted_at: latest publication that quotes the speaker
WITH found AS (
    SELECT * FROM who_said_what WHERE speaker_name IS NOT NULL
),

-- A name without a link is that of the only person who is quoted under it.
only_bearers AS (
    SELECT speaker_name, min(speaker_person_id) AS person_id
    FROM found
    WHERE speaker_person_id IS NOT NULL
    GROUP BY speaker_name
    HAVING count(DISTINCT speaker_person_id) = 1
),

named AS (
    SELECT f.*, coalesce(f.speaker_person_id, b.person_id, f.speaker_name) AS speaker
    FROM found AS f
    LEFT JOIN only_bearers AS b ON f.speaker_name = b.speaker_name
),

role_counts AS (
    SELECT speaker, speaker_role, count(DISTINCT article_id) AS articles
    FROM named
    WHERE speaker_role IS NOT NULL
    GROUP BY speaker, speaker_role
),

role_lists AS (
    SELECT speaker, list(speaker_role ORDER BY articles DESC, speaker_role)[1:5] AS roles
    FROM role_counts
    GROUP BY speaker
),

names AS (
    SELECT speaker, arg_max(speaker_name, (quotes, speaker_name)) AS speaker_name
    FROM (SELECT speaker, speaker_name, count(*) AS quotes FROM named GROUP BY speaker, speaker_name)
    GROUP BY speaker
)

SELECT
    any_value(m.speaker_name) AS speaker_name,
    count(DISTINCT (n.version_id, n.utterance)) AS utterances,
    count(*) AS quotes,
    count(*) FILTER (n.type != 'indirect') AS verbatim_quotes,
    count(n.relayed_by) AS relayed_quotes,
    count(DISTINCT n.article_id) AS articles,
    count(DISTINCT coalesce(n.copy_group, n.article_id)) AS stories,
    count(DISTINCT n.source_name) AS sources,
    any_value(r.roles) AS roles,
    min(n.published_at) AS first_quoted_at,
    max(n.published_at) AS last_quoted_at,
    any_value(n.speaker_person_id) AS speaker_person_id
FROM named AS n
INNER JOIN names AS m ON n.speaker = m.speaker
LEFT JOIN role_lists AS r ON n.speaker = r.speaker
GROUP BY n.speaker
