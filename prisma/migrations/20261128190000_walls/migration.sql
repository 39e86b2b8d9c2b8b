-- CreateTable
CREATE TABLE "principal" (
    "account" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "team" TEXT NOT NULL DEFAULT 'unowned',
    "team_reason" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "principal_pkey" PRIMARY KEY ("account","kind","name")
);

-- What row-level security compares with. The policies themselves stand in lib/migrate/rights.ts, because they name roles.
-- web sets trailwatch.teams inside each transaction: '*' for all, or slugs with commas. Nothing set is nothing seen.

CREATE FUNCTION scope_sees_all() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT coalesce(current_setting('trailwatch.teams', true) = '*', false) $$;

CREATE FUNCTION scope_teams() RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT string_to_array(coalesce(nullif(current_setting('trailwatch.teams', true), ''), ','), ',') $$;

-- Parts of endpoints belong to who may see the endpoint, whoever owns the part: the configurations it had, the models of these, and the
-- alarms that watch it. The views run with their owner's rights, so their conditions are the wall.
CREATE VIEW "endpoint_part" WITH (security_barrier) AS
SELECT r.* FROM resource r
WHERE r.kind IN ('endpoint_config', 'model', 'alarm') AND (
    (SELECT scope_sees_all()) OR r.team = ANY ((SELECT scope_teams())::text[])
    OR (r.kind = 'endpoint_config' AND EXISTS (
        SELECT FROM resource e WHERE (e.account, e.region, e.kind) = (r.account, r.region, 'endpoint') AND e.team = ANY ((SELECT scope_teams())::text[])
            AND (e.description ->> 'EndpointConfigName' = r.name OR EXISTS (
                SELECT FROM resource_version v WHERE (v.account, v.region, v.kind, v.name) = (e.account, e.region, e.kind, e.name)
                    AND v.configuration ->> 'EndpointConfigName' = r.name))))
    OR (r.kind = 'model' AND EXISTS (
        SELECT FROM resource e
        JOIN resource c ON (c.account, c.region, c.kind) = (e.account, e.region, 'endpoint_config') AND c.name = e.description ->> 'EndpointConfigName'
        WHERE (e.account, e.region, e.kind) = (r.account, r.region, 'endpoint') AND e.team = ANY ((SELECT scope_teams())::text[])
            AND jsonb_path_exists(c.description, '$.ProductionVariants[*] ? (@.ModelName == $name)', jsonb_build_object('name', r.name))))
    OR (r.kind = 'alarm' AND EXISTS (
        SELECT FROM resource e WHERE (e.account, e.region) = (r.account, r.region) AND e.kind IN ('endpoint', 'inference_component')
            AND e.team = ANY ((SELECT scope_teams())::text[])
            AND jsonb_path_exists(r.description, '$.**.Dimensions[*] ? (@.Value == $name)', jsonb_build_object('name', e.name))))
);

-- Failed calls of every place, for all to see that something is in the way; what names another team's resource is left out of the row.
CREATE VIEW "run_failure_seen" WITH (security_barrier) AS
SELECT f.run_id, f.seq, f.service, f.operation, f.word, f.code, f.series_ids, f.window_from, f.window_to, f.repaired_run_id,
    f.repaired_at, NOT s.seen AS is_hidden, CASE WHEN s.seen THEN f.message END AS message, CASE WHEN s.seen THEN f.subject END AS subject,
    CASE WHEN s.seen THEN f.request_id END AS request_id,
    CASE WHEN s.seen THEN x.kind END AS kind, CASE WHEN s.seen THEN x.name END AS name, CASE WHEN s.seen THEN x.team END AS team
FROM run_failure f
JOIN run r ON r.id = f.run_id
LEFT JOIN LATERAL (
    SELECT kind, name, team FROM resource x WHERE x.account = r.account AND x.region = r.region AND x.name = f.subject
    ORDER BY coalesce(x.team = ANY ((SELECT scope_teams())::text[]), false) DESC LIMIT 1) x ON true
CROSS JOIN LATERAL (
    SELECT (SELECT scope_sees_all()) OR coalesce(x.team = ANY ((SELECT scope_teams())::text[]), false)
        OR (x.name IS NULL AND NOT (f.service = 'sagemaker' AND f.operation LIKE 'Describe%')) AS seen) s;

-- That something could not be read is nobody's secret; the reason may quote it.
CREATE VIEW "quarantine_seen" WITH (security_barrier) AS
SELECT source, received_at, CASE WHEN (SELECT scope_sees_all()) THEN reason ELSE 'unreadable' END AS reason FROM quarantine;

REVOKE ALL ON FUNCTION ensure_sample_days(timestamptz, timestamptz), drop_sample_days(timestamptz) FROM PUBLIC;
