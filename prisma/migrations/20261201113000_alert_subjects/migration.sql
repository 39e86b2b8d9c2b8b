-- Alerts may be about what is no resource: no team owns it, so that only who asks for every team may say that somebody has it.

CREATE OR REPLACE FUNCTION acknowledge_alert(of_id bigint, of_teams text[], by_id text, by_name text, of_at timestamptz) RETURNS SETOF alert
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE alert a SET acknowledged_at = of_at, acknowledged_by_id = by_id, acknowledged_by = by_name
    WHERE a.id = of_id AND a.resolved_at IS NULL AND a.acknowledged_at IS NULL AND (of_teams IS NULL OR EXISTS (
        SELECT FROM resource r WHERE (r.account, r.region, r.kind, r.name) = (a.account, a.region, a.kind, a.name) AND r.team = ANY (of_teams)))
    RETURNING a.*
$$;

CREATE OR REPLACE FUNCTION unacknowledge_alert(of_id bigint, of_teams text[]) RETURNS SETOF alert
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH was AS (
        SELECT a.* FROM alert a
        WHERE a.id = of_id AND a.resolved_at IS NULL AND a.acknowledged_at IS NOT NULL AND (of_teams IS NULL OR EXISTS (
            SELECT FROM resource r WHERE (r.account, r.region, r.kind, r.name) = (a.account, a.region, a.kind, a.name) AND r.team = ANY (of_teams)))
        FOR UPDATE OF a
    ), done AS (
        UPDATE alert a SET acknowledged_at = NULL, acknowledged_by_id = NULL, acknowledged_by = NULL
        FROM was WHERE (a.account, a.id) = (was.account, was.id) RETURNING a.id
    )
    SELECT was.* FROM was JOIN done USING (id)
$$;
