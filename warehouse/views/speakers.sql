-- Who is quoted, how much and where: one row a speaker's name over all current versions.
-- speaker_name: the name at its fullest, as an article has it
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
WITH named AS (
    SELECT * FROM who_said_what WHERE speaker_name IS NOT NULL
),

role_counts AS (
    SELECT speaker_name, speaker_role, count(DISTINCT article_id) AS articles
    FROM named
    WHERE speaker_role IS NOT NULL
    GROUP BY speaker_name, speaker_role
),

role_lists AS (
    SELECT speaker_name, list(speaker_role ORDER BY articles DESC, speaker_role)[1:5] AS roles
    FROM role_counts
    GROUP BY speaker_name
)

SELECT
    n.speaker_name,
    count(DISTINCT (n.version_id, n.utterance)) AS utterances,
    count(*) AS quotes,
    count(*) FILTER (n.type != 'indirect') AS verbatim_quotes,
    count(n.relayed_by) AS relayed_quotes,
    count(DISTINCT n.article_id) AS articles,
    count(DISTINCT coalesce(n.copy_group, n.article_id)) AS stories,
    count(DISTINCT n.source_name) AS sources,
    any_value(r.roles) AS roles,
    min(n.published_at) AS first_quoted_at,
    max(n.published_at) AS last_quoted_at
FROM named AS n
LEFT JOIN role_lists AS r USING (speaker_name)
GROUP BY n.speaker_name
