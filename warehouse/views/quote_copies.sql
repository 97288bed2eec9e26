-- Which quotations stand in several articles, however trimmed, and who printed them first: one row a quotation.
-- copy_key: shared by the copies; the same in quotes and who_said_what
-- text_key: key of the wording that was printed first
-- text: the quotation as first printed
-- longest_text: the longest wording of it
-- wordings: different wordings of it, case and punctuation aside
-- speaker_name: who speaks, as the first article that names anybody has it
-- speaker_names: everybody to whom articles give it, first to last: more than one is a doubt
-- articles: articles that print it
-- sources: outlets that print it
-- first_published_at: publication of the first article that prints it
-- first_source_name: outlet that printed it first
-- first_title: headline of the first article
-- first_url: address of the first article
-- first_article_id: the first article
-- last_published_at: publication of the last article that prints it
-- article_ids: all articles that print it, first to last
WITH copied AS (
    SELECT copy_key
    FROM quotes
    GROUP BY copy_key
    HAVING min(article_id) != max(article_id)
),

found AS (
    SELECT
        *,
        -- An article without a date comes last.
        {'at': coalesce(published_at, 'infinity'::TIMESTAMPTZ), 'article_id': article_id} AS place
    FROM who_said_what SEMI JOIN copied USING (copy_key)
    WHERE len(string_split(trim(text), ' ')) >= 4
),

-- An article that prints it twice, or in pieces, prints it once: its longest wording.
printed AS (
    SELECT
        copy_key,
        article_id,
        any_value(place) AS place,
        arg_max({'text': text, 'text_key': text_key}, {'length': length(text), 'text': text}) AS wording,
        arg_min(speaker_name, start_char) FILTER (speaker_name IS NOT NULL) AS speaker_name,
        list(DISTINCT speaker_name) FILTER (speaker_name IS NOT NULL) AS names,
        any_value(published_at) AS published_at,
        any_value(source_name) AS source_name,
        any_value(title) AS title,
        any_value(url) AS url
    FROM found
    GROUP BY copy_key, article_id
),

copies AS (
    SELECT
        copy_key,
        arg_min({'wording': wording, 'source_name': source_name, 'title': title, 'url': url}, place) AS first_one,
        arg_max(wording, {'length': length(wording.text), 'text': wording.text}).text AS longest_text,
        count(DISTINCT wording.text_key) AS wordings,
        arg_min(speaker_name, place) FILTER (speaker_name IS NOT NULL) AS speaker_name,
        flatten(list_transform(
            list_sort(list({'place': place, 'names': list_sort(names)}) FILTER (names IS NOT NULL)),
            lambda one: one.names
        )) AS names,
        count(*) AS articles,
        count(DISTINCT source_name) AS sources,
        min(published_at) AS first_published_at,
        max(published_at) AS last_published_at,
        list_transform(list_sort(list(place)), lambda one: one.article_id) AS article_ids
    FROM printed
    GROUP BY copy_key
    HAVING count(*) > 1
)

SELECT
    c.first_one.wording.text_key AS text_key,
    c.first_one.wording.text AS text,
    c.longest_text,
    c.wordings,
    c.speaker_name,
    list_filter(c.names, lambda name, place: list_position(c.names, name) = place) AS speaker_names,
    c.articles,
    c.sources,
    c.first_published_at,
    c.first_one.source_name AS first_source_name,
    c.first_one.title AS first_title,
    c.first_one.url AS first_url,
    c.article_ids[1] AS first_article_id,
    c.last_published_at,
    c.article_ids,
    c.copy_key
FROM copies AS c
