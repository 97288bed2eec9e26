-- How complete each outlet's articles are: one row an outlet.
-- source_name: the outlet's name
-- articles: current articles
-- versions: versions of all its articles, withdrawn ones too
-- withdrawn: articles that it took back
-- without_title: current articles without a headline
-- without_date: current articles without a date of publication
-- without_time: current articles of which only the day is known
-- without_zone: current articles whose time zone is not known
-- without_author: current articles without a byline or credit
-- partial: current articles that are incomplete, such as paywall stubs
-- quotes: quotations in current articles
-- unresolved_quotes: those whose speaker is not named
-- resolved_share: share of quotations whose speaker is named, 0 to 1
WITH authored AS (
    SELECT DISTINCT version_id FROM article_authors
),

quoted AS (
    SELECT version_id, count(*) AS quotes, count(*) FILTER (speaker_name IS NULL) AS unresolved
    FROM corrected_quotes
    GROUP BY version_id
),

newest AS (
    SELECT source_id, count(*) FILTER (status = 'withdrawn') AS withdrawn
    FROM (
        SELECT source_id, status FROM article_versions
        QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY version DESC) = 1
    )
    GROUP BY source_id
)

SELECT
    s.source_id,
    any_value(s.name) AS source_name,
    count(*) FILTER (v.is_current) AS articles,
    count(v.version_id) AS versions,
    coalesce(any_value(n.withdrawn), 0) AS withdrawn,
    count(*) FILTER (v.is_current AND v.title IS NULL) AS without_title,
    count(*) FILTER (v.is_current AND v.published_on IS NULL AND d.published_on IS NULL) AS without_date,
    count(*) FILTER (v.is_current AND coalesce(d.published_precision, v.published_precision) = 'day') AS without_time,
    count(*) FILTER (v.is_current AND v.published_zone_basis = 'unknown' AND d.published_on IS NULL) AS without_zone,
    count(*) FILTER (v.is_current AND u.version_id IS NULL) AS without_author,
    count(*) FILTER (v.is_current AND v.status = 'partial') AS partial,
    coalesce(sum(q.quotes) FILTER (v.is_current), 0)::BIGINT AS quotes,
    coalesce(sum(q.unresolved) FILTER (v.is_current), 0)::BIGINT AS unresolved_quotes,
    1 - sum(q.unresolved) FILTER (v.is_current) / sum(q.quotes) FILTER (v.is_current) AS resolved_share
FROM sources AS s
LEFT JOIN article_versions AS v USING (source_id)
LEFT JOIN decided_dates AS d ON v.article_id = d.article_id
LEFT JOIN newest AS n USING (source_id)
LEFT JOIN authored AS u USING (version_id)
LEFT JOIN quoted AS q USING (version_id)
GROUP BY s.source_id
