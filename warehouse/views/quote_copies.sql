-- Which quotations stand in several articles, and who printed them first: one row a wording of four words or more.
-- text: the quotation as first printed
-- speaker_name: who speaks, as the first article that names anybody has it
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
            PARTITION BY text_key, article_id ORDER BY part, start_char
        ) = 1 AS first_in_article
    FROM who_said_what
    WHERE len(string_split(trim(text), ' ')) >= 4
)

SELECT
    text_key,
    first(text ORDER BY published_at NULLS LAST, article_id) AS text,
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
WHERE first_in_article
GROUP BY text_key
HAVING count(*) > 1
