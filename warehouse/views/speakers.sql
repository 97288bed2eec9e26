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
WITH spoken AS (
    SELECT speaker_name, speaker_person_id, count(*) AS times
    FROM who_said_what
    WHERE speaker_name IS NOT NULL
    GROUP BY speaker_name, speaker_person_id
),

-- A name without a link is that of the only person who is quoted under it.
only_bearers AS (
    SELECT speaker_name, min(speaker_person_id) AS person_id
    FROM spoken
    GROUP BY speaker_name
    HAVING count(*) = 2 AND count(speaker_person_id) = 1
),

-- Names first and apart, so that of one name only that speaker's quotations are summed up.
called AS (
    SELECT speaker, arg_max(speaker_name, {'times': times, 'name': speaker_name}) AS name
    FROM (
        SELECT coalesce(s.speaker_person_id, b.person_id, s.speaker_name) AS speaker, s.speaker_name, sum(s.times) AS times
        FROM spoken AS s
        LEFT JOIN only_bearers AS b ON s.speaker_person_id IS NULL AND s.speaker_name = b.speaker_name
        GROUP BY 1, 2
    )
    GROUP BY speaker
)

SELECT
    c.name AS speaker_name,
    count(DISTINCT (version_id, utterance)) AS utterances,
    count(*) AS quotes,
    count(*) FILTER (type != 'indirect') AS verbatim_quotes,
    count(relayed_by) AS relayed_quotes,
    count(DISTINCT article_id) AS articles,
    count(DISTINCT coalesce(copy_group, article_id)) AS stories,
    count(DISTINCT source_name) AS sources,
    list_transform(
        list_sort(list_transform(
            map_entries(histogram(speaker_role)), lambda one: {'times': -one.value::BIGINT, 'role': one.key}
        )),
        lambda one: one.role
    )[1:5] AS roles,
    min(published_at) AS first_quoted_at,
    max(published_at) AS last_quoted_at,
    coalesce(f.speaker_person_id, b.person_id) AS speaker_person_id
FROM who_said_what AS f
LEFT JOIN only_bearers AS b ON f.speaker_person_id IS NULL AND f.speaker_name = b.speaker_name
INNER JOIN called AS c ON coalesce(f.speaker_person_id, b.person_id, f.speaker_name) = c.speaker
WHERE f.speaker_name IS NOT NULL
GROUP BY coalesce(f.speaker_person_id, b.person_id), c.name
