-- The last days of each source that is asked for, as sums over its current articles: what a batch is compared with.
WITH chosen AS (
    SELECT
        v.version_id,
        v.source_id,
        v.word_count,
        v.published_on IS NULL AS undated,
        v.enrichment_version <> 'none' AS enriched,
        coalesce(v.published_on, (v.first_seen_at AT TIME ZONE 'UTC')::DATE) AS day
    FROM article_versions AS v
    WHERE v.is_current AND v.source_id IN (SELECT unnest(CAST(:source_ids AS VARCHAR[])))
        AND (CAST(:other_than AS VARCHAR) IS NULL OR v.enrichment_version <> CAST(:other_than AS VARCHAR))
        AND (CAST(:until AS DATE) IS NULL OR v.published_on <= CAST(:until AS DATE))
    QUALIFY dense_rank() OVER (PARTITION BY v.source_id ORDER BY day DESC) <= :days
),

authored AS (
    SELECT DISTINCT version_id FROM article_authors WHERE version_id IN (SELECT version_id FROM chosen)
),

quoted AS (
    SELECT version_id, count(*) AS quotes, count(*) FILTER (speaker_name IS NULL) AS unresolved
    FROM quotes
    WHERE version_id IN (SELECT version_id FROM chosen)
    GROUP BY version_id
)

SELECT
    c.source_id,
    c.day,
    count(*) AS articles,
    sum(c.word_count)::BIGINT AS words,
    count(*) FILTER (a.version_id IS NULL) AS without_author,
    count(*) FILTER (c.undated) AS without_date,
    count(*) FILTER (c.enriched) AS enriched,
    coalesce(sum(c.word_count) FILTER (c.enriched), 0)::BIGINT AS enriched_words,
    count(*) FILTER (c.enriched AND q.version_id IS NULL) AS without_quotes,
    coalesce(sum(q.quotes), 0)::BIGINT AS quotes,
    coalesce(sum(q.unresolved), 0)::BIGINT AS unresolved
FROM chosen AS c
LEFT JOIN authored AS a USING (version_id)
LEFT JOIN quoted AS q USING (version_id)
GROUP BY c.source_id, c.day
ORDER BY c.source_id, c.day
