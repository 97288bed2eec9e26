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
WITH called AS (
    -- All names under which each is quoted, also what no current version has: of one name only these are summed up.
    SELECT person_id AS speaker, name FROM person_names
    UNION
    SELECT speaker_name, speaker_name FROM quotes WHERE speaker_person_id IS NULL
    UNION
    SELECT person_id, name FROM decided_persons
    UNION
    SELECT coalesce(speaker_person_id, speaker_name), speaker_name FROM decided_quotes
)

SELECT
    c.name AS speaker_name,
    s.utterances,
    s.quotes,
    s.verbatim_quotes,
    s.relayed_quotes,
    s.articles,
    s.stories,
    s.sources,
    s.roles,
    s.first_quoted_at,
    s.last_quoted_at,
    s.speaker_person_id
FROM called AS c
INNER JOIN LATERAL (
    SELECT
        list_max(list_transform(
            map_entries(histogram(speaker_name)), lambda one: {'times': one.value, 'name': one.key}
        )).name AS name,
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
        max(speaker_person_id) AS speaker_person_id
    FROM (
        SELECT w.*, n.speaker
        FROM (
            -- As above; not a table of its own, which would be filled for all names.
            SELECT speaker, name
            FROM (
                SELECT person_id AS speaker, name FROM person_names
                UNION
                SELECT person_id, name FROM decided_persons
                UNION
                SELECT speaker_person_id, speaker_name FROM decided_quotes
            )
            WHERE speaker = c.speaker
            UNION ALL
            -- Who is not linked is a name and nothing else.
            SELECT c.speaker, c.speaker
        ) AS n
        INNER JOIN LATERAL (SELECT * FROM who_said_what WHERE speaker_name = n.name) AS w ON true
        WINDOW of_name AS (PARTITION BY n.speaker, n.name)
        -- A name without a link is that of the only person who is quoted under it.
        QUALIFY n.speaker = coalesce(
            w.speaker_person_id,
            CASE
                WHEN min(w.speaker_person_id) OVER of_name = max(w.speaker_person_id) OVER of_name
                    THEN min(w.speaker_person_id) OVER of_name
            END,
            w.speaker_name
        )
    )
    GROUP BY speaker
) AS s ON c.name = s.name
