-- Whether a failed call was asked of one resource, so that its subject or AWS's message may hold that one's name: whoever may not see the
-- resource, or whoever meets one that is not stored, may not read them. An error of the program may quote any row.
CREATE FUNCTION names_one(service text, operation text, subject text, series_ids int[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT cardinality(series_ids) = 1
    OR service IN ('tagging', 'trailwatch')
    OR (service = 'sagemaker' AND (operation LIKE 'Describe%'
        OR operation IN ('ListTags', 'ListClusterNodes', 'ListPipelineExecutions', 'ListLabelingJobsForWorkteam')))
    OR (operation = 'GetMetricStatistics' AND cardinality(series_ids) = 0)
    OR (operation = 'GetMetricData' AND coalesce(subject !~ '^[0-9]+ of [0-9]+ series$', false)) $$;

-- What failed for one series names the owner of the series; anything else, what its subject says.
CREATE OR REPLACE VIEW "run_failure_seen" WITH (security_barrier) AS
SELECT f.run_id, f.seq, f.service, f.operation, f.word, f.code, f.series_ids, f.window_from, f.window_to, f.repaired_run_id,
    f.repaired_at, NOT s.seen AS is_hidden, CASE WHEN s.seen THEN f.message END AS message, CASE WHEN s.seen THEN f.subject END AS subject,
    CASE WHEN s.seen THEN f.request_id END AS request_id,
    CASE WHEN s.seen THEN x.kind END AS kind, CASE WHEN s.seen THEN x.name END AS name, CASE WHEN s.seen THEN x.team END AS team
FROM run_failure f
JOIN run r ON r.id = f.run_id
LEFT JOIN LATERAL (
    SELECT o.kind, o.name FROM series o WHERE cardinality(f.series_ids) = 1 AND (o.account, o.id) = (r.account, f.series_ids[1]) LIMIT 1) o ON true
LEFT JOIN LATERAL (
    SELECT kind, name, team FROM resource x WHERE x.account = r.account AND x.region = r.region
        AND x.name = CASE WHEN cardinality(f.series_ids) = 1 THEN o.name ELSE f.subject END AND (o.kind IS NULL OR x.kind = o.kind)
    ORDER BY coalesce(x.team = ANY ((SELECT scope_teams())::text[]), false) DESC LIMIT 1) x ON true
CROSS JOIN LATERAL (
    SELECT (SELECT scope_sees_all()) OR coalesce(x.team = ANY ((SELECT scope_teams())::text[]), false)
        OR (x.name IS NULL AND NOT names_one(f.service, f.operation, f.subject, f.series_ids)) AS seen) s;
