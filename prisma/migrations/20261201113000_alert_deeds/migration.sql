-- What people do about alerts: who looks after one and until when, whose it is, what was written. It is only added to. A snooze is an acknowledgement with an end.

-- AlterTable
ALTER TABLE "alert" ADD COLUMN     "snoozed_until" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "alert_deed" (
    "account" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "alert" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "deed" TEXT NOT NULL,
    "done_by_id" TEXT NOT NULL,
    "done_by" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3),
    "whom_id" TEXT,
    "whom" TEXT,
    "said" TEXT,

    CONSTRAINT "alert_deed_pkey" PRIMARY KEY ("account","id")
);

-- CreateIndex
CREATE INDEX "alert_deed_account_alert_id_idx" ON "alert_deed"("account", "alert", "id");

-- What follows Prisma cannot express.

ALTER TABLE alert_deed ADD CONSTRAINT alert_deed_shape CHECK (CASE deed
    WHEN 'acknowledged' THEN num_nonnulls(whom_id, whom, said) = 0
    WHEN 'unacknowledged' THEN num_nonnulls(until, whom_id, whom, said) = 0
    WHEN 'assigned' THEN num_nonnulls(whom_id, whom) = 2 AND num_nonnulls(until, said) = 0
    WHEN 'unassigned' THEN num_nonnulls(until, whom_id, whom, said) = 0
    WHEN 'commented' THEN char_length(said) BETWEEN 1 AND 2000 AND num_nonnulls(until, whom_id, whom) = 0
    ELSE false END);

-- What was acknowledged before.
INSERT INTO alert_deed (account, alert, at, deed, done_by_id, done_by)
SELECT account, id, acknowledged_at, 'acknowledged', acknowledged_by_id, acknowledged_by FROM alert WHERE acknowledged_at IS NOT NULL;

DROP FUNCTION acknowledge_alert(bigint, text[], text, text, timestamptz);
DROP FUNCTION unacknowledge_alert(bigint, text[]);

-- Whoever calls these says for whom it asks: `of_teams` null is every team, and the only one for alerts about what is no resource. An alert that is not theirs is not there; one that is over needs nobody.
-- `ends` null: until it is taken back. One end takes another's place; the same again changes nothing.
CREATE FUNCTION acknowledge_alert(of_id bigint, of_teams text[], by_id text, by_name text, of_at timestamptz, ends timestamptz) RETURNS SETOF alert
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH done AS (
        UPDATE alert a SET acknowledged_at = of_at, acknowledged_by_id = by_id, acknowledged_by = by_name, snoozed_until = ends
        WHERE a.id = of_id AND a.resolved_at IS NULL
            AND (a.acknowledged_at IS NULL OR a.snoozed_until <= of_at OR a.snoozed_until IS DISTINCT FROM ends) AND (of_teams IS NULL OR EXISTS (
            SELECT FROM resource r WHERE (r.account, r.region, r.kind, r.name) = (a.account, a.region, a.kind, a.name) AND r.team = ANY (of_teams)))
        RETURNING a.*
    ), noted AS (
        INSERT INTO alert_deed (account, alert, at, deed, done_by_id, done_by, until)
        SELECT account, id, of_at, 'acknowledged', by_id, by_name, ends FROM done
    )
    SELECT * FROM done
$$;

-- What was acknowledged until a moment that is past needs no taking back.
CREATE FUNCTION unacknowledge_alert(of_id bigint, of_teams text[], by_id text, by_name text, of_at timestamptz) RETURNS SETOF alert
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH done AS (
        UPDATE alert a SET acknowledged_at = NULL, acknowledged_by_id = NULL, acknowledged_by = NULL, snoozed_until = NULL
        WHERE a.id = of_id AND a.resolved_at IS NULL AND a.acknowledged_at IS NOT NULL AND coalesce(a.snoozed_until > of_at, true) AND (of_teams IS NULL OR EXISTS (
            SELECT FROM resource r WHERE (r.account, r.region, r.kind, r.name) = (a.account, a.region, a.kind, a.name) AND r.team = ANY (of_teams)))
        RETURNING a.*
    ), noted AS (
        INSERT INTO alert_deed (account, alert, at, deed, done_by_id, done_by)
        SELECT account, id, of_at, 'unacknowledged', by_id, by_name FROM done
    )
    SELECT * FROM done
$$;

-- `to_id` null: nobody's. It returns nothing where it is theirs already.
CREATE FUNCTION assign_alert(of_id bigint, of_teams text[], to_id text, to_name text, by_id text, by_name text, of_at timestamptz) RETURNS SETOF alert
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    it alert;
    had text;
BEGIN
    -- Of two at once, the second sees what the first did.
    SELECT a.* INTO it FROM alert a WHERE a.id = of_id AND (of_teams IS NULL OR EXISTS (
            SELECT FROM resource r WHERE (r.account, r.region, r.kind, r.name) = (a.account, a.region, a.kind, a.name) AND r.team = ANY (of_teams))) FOR UPDATE OF a;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT d.whom_id INTO had FROM alert_deed d
    WHERE (d.account, d.alert) = (it.account, it.id) AND d.deed IN ('assigned', 'unassigned') ORDER BY d.id DESC LIMIT 1;
    IF had IS NOT DISTINCT FROM to_id THEN
        RETURN;
    END IF;
    INSERT INTO alert_deed (account, alert, at, deed, done_by_id, done_by, whom_id, whom)
    VALUES (it.account, it.id, of_at, CASE WHEN to_id IS NULL THEN 'unassigned' ELSE 'assigned' END, by_id, by_name, to_id, to_name);
    RETURN NEXT it;
END
$$;

-- It returns nothing where the same person just wrote the same: a form that was sent twice.
CREATE FUNCTION comment_on_alert(of_id bigint, of_teams text[], of_said text, by_id text, by_name text, of_at timestamptz)
    RETURNS TABLE (comment bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    it alert;
    made bigint;
BEGIN
    SELECT a.* INTO it FROM alert a WHERE a.id = of_id AND (of_teams IS NULL OR EXISTS (
            SELECT FROM resource r WHERE (r.account, r.region, r.kind, r.name) = (a.account, a.region, a.kind, a.name) AND r.team = ANY (of_teams))) FOR UPDATE OF a;
    IF NOT FOUND OR EXISTS (SELECT FROM alert_deed d WHERE (d.account, d.alert) = (it.account, it.id) AND d.said = of_said AND d.done_by_id = by_id
        AND d.at > of_at - interval '10 minutes') THEN
        RETURN;
    END IF;
    INSERT INTO alert_deed (account, alert, at, deed, done_by_id, done_by, said)
    VALUES (it.account, it.id, of_at, 'commented', by_id, by_name, of_said) RETURNING id INTO made;
    RETURN QUERY SELECT made;
END
$$;

REVOKE ALL ON FUNCTION acknowledge_alert(bigint, text[], text, text, timestamptz, timestamptz), unacknowledge_alert(bigint, text[], text, text, timestamptz),
    assign_alert(bigint, text[], text, text, text, text, timestamptz), comment_on_alert(bigint, text[], text, text, text, timestamptz) FROM PUBLIC;
