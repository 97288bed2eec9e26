-- How complete each outlet's articles are: one row an outlet.
-- source_id: the outlet, in sources
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
SELECT
    s.source_id,
    s.name AS source_name,
    coalesce(v.articles, 0) AS articles,
    coalesce(v.versions, 0) AS versions,
    coalesce(w.withdrawn, 0) AS withdrawn,
    coalesce(v.without_title, 0) AS without_title,
    coalesce(v.without_date, 0) AS without_date,
    coalesce(v.without_time, 0) AS without_time,
    coalesce(v.without_zone, 0) AS without_zone,
    coalesce(v.without_author, 0) AS without_author,
    coalesce(v.partial, 0) AS partial,
    coalesce(q.quotes, 0) AS quotes,
    coalesce(q.unresolved, 0) AS unresolved_quotes,
    1 - q.unresolved / q.quotes AS resolved_share
FROM sources AS s
LEFT JOIN LATERAL (
    SELECT
        count(*) FILTER (v.is_current) AS articles,
        count(*) AS versions,
        count(*) FILTER (v.is_current AND v.title IS NULL) AS without_title,
        count(*) FILTER (v.is_current AND v.published_on IS NULL AND d.published_on IS NULL) AS without_date,
        count(*) FILTER (v.is_current AND coalesce(d.published_precision, v.published_precision) = 'day') AS without_time,
        count(*) FILTER (v.is_current AND v.published_zone_basis = 'unknown' AND d.published_on IS NULL) AS without_zone,
        count(*) FILTER (v.is_current AND v.status = 'partial') AS partial,
        count(*) FILTER (v.is_current AND u.version_id IS NULL) AS without_author
    FROM article_versions AS v
    LEFT JOIN decided_dates AS d ON v.article_id = d.article_id
    LEFT JOIN (SELECT DISTINCT version_id FROM article_authors) AS u ON v.version_id = u.version_id
    WHERE v.source_id = s.source_id
    GROUP BY v.source_id
) AS v ON true
LEFT JOIN LATERAL (
    -- The newest version of an article took it back.
    SELECT count(*) AS withdrawn
    FROM article_versions AS t
    ANTI JOIN article_versions AS l ON t.article_id = l.article_id AND t.version < l.version
    WHERE t.source_id = s.source_id AND t.status = 'withdrawn'
    GROUP BY t.source_id
) AS w ON true
LEFT JOIN LATERAL (
    SELECT count(*) AS quotes, count(*) FILTER (q.speaker_name IS NULL) AS unresolved
    FROM article_versions AS v
    INNER JOIN corrected_quotes AS q ON v.version_id = q.version_id
    WHERE v.source_id = s.source_id AND v.is_current
    GROUP BY v.source_id
) AS q ON true
