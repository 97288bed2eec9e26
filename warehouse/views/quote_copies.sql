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
WITH printed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY copy_key, article_id ORDER BY length(text) DESC, part, start_char
        ) = 1 AS longest_in_article
    FROM who_said_what
    WHERE len(string_split(trim(text), ' ')) >= 4
),

named AS (
    SELECT copy_key, list(speaker_name ORDER BY first_at NULLS LAST, speaker_name) AS speaker_names
    FROM (
        SELECT copy_key, speaker_name, min(published_at) AS first_at
        FROM printed
        WHERE speaker_name IS NOT NULL
        GROUP BY copy_key, speaker_name
    )
    GROUP BY copy_key
),

copies AS (
    SELECT
        copy_key,
        first(text_key ORDER BY published_at NULLS LAST, article_id) AS text_key,
        first(text ORDER BY published_at NULLS LAST, article_id) AS text,
        first(text ORDER BY length(text) DESC, published_at NULLS LAST, article_id) AS longest_text,
        count(DISTINCT text_key) AS wordings,
        first(speaker_name ORDER BY published_at NULLS LAST, article_id) FILTER (speaker_name IS NOT NULL)
            AS speaker_name,
        count(*) AS articles,
        count(DISTINCT source_name) AS sources,
        min(published_at) AS first_published_at,
        first(source_name ORDER BY published_at NULLS LAST, article_id) AS first_source_name,
        first(title ORDER BY published_at NULLS LAST, article_id) AS first_title,
        first(url ORDER BY published_at NULLS LAST, article_id) AS first_url,
        first(article_id ORDER BY published_at NULLS LAST, article_id) AS first_article_id,
        max(published_at) AS last_published_at,
        list(article_id ORDER BY published_at NULLS LAST, article_id) AS article_ids
    FROM printed
    WHERE longest_in_article
    GROUP BY copy_key
    HAVING count(*) > 1
)

SELECT
    c.text_key,
    c.text,
    c.longest_text,
    c.wordings,
    c.speaker_name,
    n.speaker_names,
    c.articles,
    c.sources,
    c.first_published_at,
    c.first_source_name,
    c.first_title,
    c.first_url,
    c.first_article_id,
    c.last_published_at,
    c.article_ids,
    c.copy_key
FROM copies AS c
LEFT JOIN named AS n ON c.copy_key = n.copy_key
