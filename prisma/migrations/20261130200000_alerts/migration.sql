-- Alerts: what a rule found broken of a resource, from when it was told to when it was over, with every step.

-- CreateTable
CREATE TABLE "alert" (
    "account" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "region" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "began_at" TIMESTAMPTZ(3) NOT NULL,
    "fired_at" TIMESTAMPTZ(3) NOT NULL,
    "calm_since" TIMESTAMPTZ(3),
    "resolved_at" TIMESTAMPTZ(3),
    "returns" INTEGER NOT NULL,
    "sentence" TEXT NOT NULL,
    "figure" TEXT NOT NULL,
    "judged_at" TIMESTAMPTZ(3) NOT NULL,
    "steps" INTEGER NOT NULL,
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by_id" TEXT,
    "acknowledged_by" TEXT,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("account","id")
);

-- CreateTable
CREATE TABLE "alert_transition" (
    "account" TEXT NOT NULL,
    "alert" BIGINT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "step" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "figure" TEXT NOT NULL,

    CONSTRAINT "alert_transition_pkey" PRIMARY KEY ("account","alert","seq")
);

-- CreateIndex
CREATE INDEX "alert_account_region_kind_name_idx" ON "alert"("account", "region", "kind", "name");

-- CreateIndex
CREATE INDEX "alert_fired_at_idx" ON "alert"("fired_at" DESC);

-- CreateIndex
CREATE INDEX "alert_resolved_at_idx" ON "alert"("resolved_at");

-- CreateIndex
CREATE INDEX "alert_id_idx" ON "alert"("id");

-- What follows Prisma cannot express.

-- No fact is told by two alerts at once.
CREATE UNIQUE INDEX "alert_open_key" ON "alert"("account", "region", "kind", "name", "rule") WHERE "resolved_at" IS NULL;

-- Whoever calls these says for whom it asks: `teams` null is every team. An alert that is not theirs is not there; one that is over needs nobody.
CREATE FUNCTION acknowledge_alert(of_id bigint, of_teams text[], by_id text, by_name text, of_at timestamptz) RETURNS SETOF alert
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE alert a SET acknowledged_at = of_at, acknowledged_by_id = by_id, acknowledged_by = by_name
    FROM resource r WHERE a.id = of_id AND a.resolved_at IS NULL AND a.acknowledged_at IS NULL
        AND (r.account, r.region, r.kind, r.name) = (a.account, a.region, a.kind, a.name) AND (of_teams IS NULL OR r.team = ANY (of_teams))
    RETURNING a.*
$$;

-- It returns what was taken back.
CREATE FUNCTION unacknowledge_alert(of_id bigint, of_teams text[]) RETURNS SETOF alert
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH was AS (
        SELECT a.* FROM alert a JOIN resource r ON (r.account, r.region, r.kind, r.name) = (a.account, a.region, a.kind, a.name)
        WHERE a.id = of_id AND a.resolved_at IS NULL AND a.acknowledged_at IS NOT NULL AND (of_teams IS NULL OR r.team = ANY (of_teams))
        FOR UPDATE OF a
    ), done AS (
        UPDATE alert a SET acknowledged_at = NULL, acknowledged_by_id = NULL, acknowledged_by = NULL
        FROM was WHERE (a.account, a.id) = (was.account, was.id) RETURNING a.id
    )
    SELECT was.* FROM was JOIN done USING (id)
$$;

REVOKE ALL ON FUNCTION acknowledge_alert(bigint, text[], text, text, timestamptz), unacknowledge_alert(bigint, text[]) FROM PUBLIC;
