-- The first migration makes every table at once, and so is longer than 300 lines.
-- CreateTable
CREATE TABLE "team" (
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "team_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "resource" (
    "account" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "arn" TEXT NOT NULL,
    "team" TEXT NOT NULL,
    "team_reason" TEXT NOT NULL,
    "tags" JSONB NOT NULL DEFAULT '{}',
    "status" TEXT,
    "description" JSONB NOT NULL,
    "parent" TEXT,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "resource_pkey" PRIMARY KEY ("account","region","kind","name")
);

-- CreateTable
CREATE TABLE "resource_version" (
    "account" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),
    "configuration" JSONB NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "resource_version_pkey" PRIMARY KEY ("account","region","kind","name","valid_from")
);

-- CreateTable
CREATE TABLE "series" (
    "account" TEXT NOT NULL,
    "id" SERIAL NOT NULL,
    "region" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "metric_id" TEXT,
    "namespace" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "dimensions" JSONB NOT NULL,
    "dimensions_key" TEXT NOT NULL,
    "statistic" TEXT NOT NULL,
    "unit" TEXT,
    "period_seconds" INTEGER NOT NULL DEFAULT 60,
    "first_at" TIMESTAMPTZ(3),
    "last_at" TIMESTAMPTZ(3),

    CONSTRAINT "series_pkey" PRIMARY KEY ("account","id")
);

-- CreateTable
CREATE TABLE "sample_hour" (
    "account" TEXT NOT NULL,
    "series_id" INTEGER NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "values" DOUBLE PRECISION[],

    CONSTRAINT "sample_hour_pkey" PRIMARY KEY ("account","series_id","hour")
) PARTITION BY RANGE ("hour");

-- CreateTable
CREATE TABLE "activity" (
    "account" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "status" TEXT,
    "summary" TEXT NOT NULL,
    "cause" TEXT,
    "detail" JSONB NOT NULL,

    CONSTRAINT "activity_pkey" PRIMARY KEY ("account","region","type","id")
);

-- CreateTable
CREATE TABLE "worker_event" (
    "account" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "labeling_job" TEXT NOT NULL,
    "workteam" TEXT NOT NULL,
    "worker" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),

    CONSTRAINT "worker_event_pkey" PRIMARY KEY ("account","region","id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "account" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "region" TEXT NOT NULL,
    "event_source" TEXT NOT NULL,
    "event_name" TEXT NOT NULL,
    "event_type" TEXT,
    "category" TEXT,
    "read_only" BOOLEAN,
    "user_type" TEXT,
    "who" TEXT NOT NULL,
    "through" TEXT,
    "principal_arn" TEXT,
    "access_key_id" TEXT,
    "source_ip" TEXT,
    "user_agent" TEXT,
    "vpc_endpoint" TEXT,
    "tls_version" TEXT,
    "result" TEXT NOT NULL,
    "error_code" TEXT,
    "error_message" TEXT,
    "targets" TEXT[],
    "source" TEXT NOT NULL,
    "record" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("account","event_id")
);

-- CreateTable
CREATE TABLE "audit_event_resource" (
    "account" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_event_resource_pkey" PRIMARY KEY ("account","event_id","kind","name")
);

-- CreateTable
CREATE TABLE "quarantine" (
    "id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quarantine_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run" (
    "id" SERIAL NOT NULL,
    "collector" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "window_from" TIMESTAMPTZ(3),
    "window_to" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "status" TEXT NOT NULL,
    "counts" JSONB NOT NULL DEFAULT '{}',
    "calls" INTEGER NOT NULL DEFAULT 0,
    "retries" INTEGER NOT NULL DEFAULT 0,
    "metrics_requested" INTEGER NOT NULL DEFAULT 0,
    "price_usd" DOUBLE PRECISION NOT NULL DEFAULT 0,

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_failure" (
    "run_id" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "service" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "word" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "request_id" TEXT,
    "subject" TEXT,
    "series_ids" INTEGER[],
    "window_from" TIMESTAMPTZ(3),
    "window_to" TIMESTAMPTZ(3),
    "repaired_run_id" INTEGER,
    "repaired_at" TIMESTAMPTZ(3),

    CONSTRAINT "run_failure_pkey" PRIMARY KEY ("run_id","seq")
);

-- CreateTable
CREATE TABLE "call_meter" (
    "day" DATE NOT NULL,
    "account" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "calls" INTEGER NOT NULL,
    "throttles" INTEGER NOT NULL,
    "failures" INTEGER NOT NULL,
    "metrics" INTEGER NOT NULL,
    "price_usd" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "call_meter_pkey" PRIMARY KEY ("day","account","region","service","operation")
);

-- CreateTable
CREATE TABLE "cursor" (
    "account" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "collector" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cursor_pkey" PRIMARY KEY ("account","region","collector","key")
);

-- CreateIndex
CREATE INDEX "resource_team_kind_idx" ON "resource"("team", "kind");

-- CreateIndex
CREATE INDEX "resource_kind_status_idx" ON "resource"("kind", "status");

-- CreateIndex
CREATE INDEX "resource_arn_idx" ON "resource"("arn");

-- CreateIndex
CREATE INDEX "resource_name_idx" ON "resource"("name");

-- CreateIndex
CREATE INDEX "series_account_region_kind_name_idx" ON "series"("account", "region", "kind", "name");

-- CreateIndex
CREATE UNIQUE INDEX "series_account_region_namespace_metric_dimensions_key_stati_key" ON "series"("account", "region", "namespace", "metric", "dimensions_key", "statistic");

-- CreateIndex
CREATE INDEX "activity_account_region_kind_name_at_idx" ON "activity"("account", "region", "kind", "name", "at" DESC);

-- CreateIndex
CREATE INDEX "worker_event_account_region_labeling_job_at_idx" ON "worker_event"("account", "region", "labeling_job", "at");

-- CreateIndex
CREATE INDEX "audit_event_at_event_id_idx" ON "audit_event"("at" DESC, "event_id");

-- CreateIndex
CREATE INDEX "audit_event_event_name_at_idx" ON "audit_event"("event_name", "at" DESC);

-- CreateIndex
CREATE INDEX "audit_event_who_at_idx" ON "audit_event"("who", "at" DESC);

-- CreateIndex
CREATE INDEX "audit_event_resource_owner_region_kind_name_at_idx" ON "audit_event_resource"("owner", "region", "kind", "name", "at" DESC);

-- CreateIndex
CREATE INDEX "run_started_at_idx" ON "run"("started_at" DESC);

-- CreateIndex
CREATE INDEX "run_account_region_collector_started_at_idx" ON "run"("account", "region", "collector", "started_at" DESC);

-- AddForeignKey
ALTER TABLE "run_failure" ADD CONSTRAINT "run_failure_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What follows Prisma cannot express.

-- Answers of workers to pages (log lines, a catch-up): read once, then deleted; lost in a crash, and asked for again.
CREATE UNLOGGED TABLE "reply" (
    "id" TEXT PRIMARY KEY,
    "body" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL
);

-- The union of two looks at the same hour: a new value wins, a new gap never erases an old value.
CREATE FUNCTION merge_samples(old float8[], new float8[]) RETURNS float8[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN old IS NULL THEN new
        WHEN new IS NULL OR old = new THEN old
        ELSE ARRAY(SELECT coalesce(n, o) FROM unnest(old, new) WITH ORDINALITY AS t(o, n, i) ORDER BY i)
    END
$$;

-- Samples as plain rows, for any SQL client.
CREATE VIEW "sample" WITH (security_invoker = true) AS
SELECT h.account, h.series_id, h.hour + (u.minute - 1) * interval '1 minute' AS at, u.value
FROM sample_hour h
CROSS JOIN LATERAL unnest(h.values) WITH ORDINALITY AS u(value, minute)
WHERE u.value IS NOT NULL;

-- Makes the partitions of every UTC day from the first instant to the last, and tells how many were new.
-- There is no default partition: an insert outside the days is an error, never a row that retention cannot drop.
-- ATTACH lets readers and writers of the other days go on; the lock serialises makers. Fillfactor: the current hour is rewritten each minute.
CREATE FUNCTION ensure_sample_days(first_at timestamptz, last_at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    day date;
    name text;
    made integer := 0;
BEGIN
    FOR day IN SELECT generate_series((first_at AT TIME ZONE 'UTC')::date, (last_at AT TIME ZONE 'UTC')::date, interval '1 day')::date LOOP
        name := 'sample_hour_' || to_char(day, 'YYYYMMDD');
        CONTINUE WHEN to_regclass(name) IS NOT NULL;
        PERFORM pg_advisory_xact_lock(hashtext('ensure_sample_days'));
        -- A plain query sees what the lock's last holder committed; to_regclass may still answer from its cache.
        PERFORM FROM pg_class WHERE relname = name AND relnamespace = 'public'::regnamespace;
        CONTINUE WHEN FOUND;
        EXECUTE format('CREATE TABLE %I (LIKE sample_hour INCLUDING ALL) WITH (fillfactor = 75)', name);
        EXECUTE format('ALTER TABLE sample_hour ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            name, day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;

-- Drops the days that lie wholly before the instant, and tells how many.
CREATE FUNCTION drop_sample_days(before_at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    name text;
    dropped integer := 0;
BEGIN
    FOR name IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'sample_hour'::regclass
          AND c.relname < 'sample_hour_' || to_char(before_at AT TIME ZONE 'UTC', 'YYYYMMDD')
    LOOP
        EXECUTE format('DROP TABLE %I', name);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;
