-- The expectations tried on the batches of one run: how often, and how often they failed.
SELECT
    name,
    count(*) AS times,
    count(*) FILTER (NOT passed) AS failed,
    sum(unexpected_count)::BIGINT AS unexpected,
    any_value(observed) FILTER (NOT passed) AS observed
FROM checks
WHERE run_id = $run
GROUP BY name
ORDER BY failed DESC, name
