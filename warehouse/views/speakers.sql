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
    GROUP BY speaker_name
    HAVING count(*) != count(speaker_person_id) AND min(speaker_person_id) = max(speaker_person_id)
),

named AS (
    SELECT f.* REPLACE (coalesce(f.speaker_person_id, b.person_id) AS speaker_person_id)
    FROM found AS f
    LEFT JOIN only_bearers AS b ON f.speaker_person_id IS NULL AND f.speaker_name = b.speaker_name
)

SELECT
    list_max(list_transform(
        map_entries(histogram(speaker_name)), lambda one: {'times': one.value, 'name': one.key}
    )).name AS speaker_name,
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
    speaker_person_id
FROM named
GROUP BY speaker_person_id, CASE WHEN speaker_person_id IS NULL THEN speaker_name END
