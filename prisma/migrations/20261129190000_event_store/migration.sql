-- CloudTrail events by months: a narrow row each, that points at words which many events share, and at its record in a packed block.
-- What stood in audit_event before waits in audit_event_former until the worker has moved it.

DROP POLICY IF EXISTS wall ON "person_name";
DROP POLICY IF EXISTS wall ON "detection";
DROP POLICY IF EXISTS wall ON "audit_event";
DROP TRIGGER "audit_event_person_names" ON "audit_event";

-- DropTable
DROP TABLE "audit_event_resource";

-- DropIndex
DROP INDEX "audit_event_at_event_id_idx";

-- DropIndex
DROP INDEX "audit_event_event_name_at_idx";

-- DropIndex
DROP INDEX "audit_event_who_at_idx";

-- AlterTable
ALTER TABLE "audit_event" RENAME TO "audit_event_former";
ALTER TABLE "audit_event_former" RENAME CONSTRAINT "audit_event_pkey" TO "audit_event_former_pkey";

-- CreateTable
CREATE TABLE "event" (
    "at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "account" BIGINT NOT NULL,
    "event_id" UUID NOT NULL,
    "actor" INTEGER NOT NULL,
    "call" INTEGER NOT NULL,
    "origin" INTEGER NOT NULL,
    "outcome" INTEGER NOT NULL,
    "session" INTEGER NOT NULL,
    "object" INTEGER NOT NULL,
    "block" INTEGER NOT NULL,
    "position" SMALLINT NOT NULL,
    "source" SMALLINT NOT NULL,
    "file" INTEGER NOT NULL,
    "odd_id" TEXT NOT NULL,
    "issued" TEXT NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("event_id","account","at")
) PARTITION BY RANGE ("at");

-- CreateIndex
CREATE INDEX "event_at_idx" ON "event"("at");

-- CreateIndex
CREATE INDEX "event_actor_idx" ON "event"("actor");

-- CreateTable
CREATE TABLE "audit_block" (
    "month" DATE NOT NULL,
    "id" INTEGER NOT NULL,
    "live" INTEGER NOT NULL,
    "data" BYTEA NOT NULL,

    CONSTRAINT "audit_block_pkey" PRIMARY KEY ("month","id")
) PARTITION BY RANGE ("month");

-- CreateTable
CREATE TABLE "audit_chunk" (
    "id" BIGSERIAL NOT NULL,
    "month" DATE NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3) NOT NULL,
    "events" INTEGER NOT NULL,
    "at" BYTEA NOT NULL,
    "prefix" BYTEA NOT NULL,
    "actor" BYTEA NOT NULL,
    "call" BYTEA NOT NULL,
    "origin" BYTEA NOT NULL,
    "outcome" BYTEA NOT NULL,
    "session" BYTEA NOT NULL,
    "object" BYTEA NOT NULL,

    CONSTRAINT "audit_chunk_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_actor" (
    "id" SERIAL NOT NULL,
    "digest" BIGINT NOT NULL,
    "account" TEXT NOT NULL,
    "user_type" TEXT,
    "who" TEXT NOT NULL,
    "through" TEXT,
    "principal_arn" TEXT,

    CONSTRAINT "audit_actor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_call" (
    "id" SERIAL NOT NULL,
    "digest" BIGINT NOT NULL,
    "region" TEXT NOT NULL,
    "event_source" TEXT NOT NULL,
    "event_name" TEXT NOT NULL,
    "event_type" TEXT,
    "category" TEXT,
    "read_only" BOOLEAN,

    CONSTRAINT "audit_call_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_origin" (
    "id" SERIAL NOT NULL,
    "digest" BIGINT NOT NULL,
    "source_ip" TEXT,
    "user_agent" TEXT,
    "vpc_endpoint" TEXT,
    "tls_version" TEXT,

    CONSTRAINT "audit_origin_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_outcome" (
    "id" SERIAL NOT NULL,
    "digest" BIGINT NOT NULL,
    "result" TEXT NOT NULL,
    "error_code" TEXT,
    "error_message" TEXT,

    CONSTRAINT "audit_outcome_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_session" (
    "id" SERIAL NOT NULL,
    "digest" BIGINT NOT NULL,
    "access_key_id" TEXT,
    "source_identity" TEXT,
    "identity_user" TEXT,
    "mfa" BOOLEAN,
    "began_at" TEXT,

    CONSTRAINT "audit_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_object" (
    "id" SERIAL NOT NULL,
    "digest" BIGINT NOT NULL,
    "targets" TEXT NOT NULL,

    CONSTRAINT "audit_object_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_named" (
    "object" INTEGER NOT NULL,
    "nth" SMALLINT NOT NULL,
    "owner" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "audit_named_pkey" PRIMARY KEY ("object","nth")
);

-- CreateTable
CREATE TABLE "audit_epoch" (
    "one" INTEGER NOT NULL DEFAULT 1,
    "epoch" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "audit_epoch_pkey" PRIMARY KEY ("one")
);

-- CreateTable
CREATE TABLE "ownership_change" (
    "id" BIGSERIAL NOT NULL,

    CONSTRAINT "ownership_change_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "audit_chunk_month_idx" ON "audit_chunk"("month");

-- CreateIndex
CREATE UNIQUE INDEX "audit_actor_digest_key" ON "audit_actor"("digest");

-- CreateIndex
CREATE INDEX "audit_actor_who_idx" ON "audit_actor"("who");

-- CreateIndex
CREATE INDEX "audit_actor_account_through_idx" ON "audit_actor"("account", "through");

-- CreateIndex
CREATE UNIQUE INDEX "audit_call_digest_key" ON "audit_call"("digest");

-- CreateIndex
CREATE UNIQUE INDEX "audit_origin_digest_key" ON "audit_origin"("digest");

-- CreateIndex
CREATE UNIQUE INDEX "audit_outcome_digest_key" ON "audit_outcome"("digest");

-- CreateIndex
CREATE UNIQUE INDEX "audit_session_digest_key" ON "audit_session"("digest");

-- CreateIndex
CREATE INDEX "audit_session_access_key_id_idx" ON "audit_session"("access_key_id");

-- CreateIndex
CREATE UNIQUE INDEX "audit_object_digest_key" ON "audit_object"("digest");

-- CreateIndex
CREATE INDEX "audit_named_owner_region_kind_name_idx" ON "audit_named"("owner", "region", "kind", "name");

-- What follows Prisma cannot express.

CREATE SEQUENCE audit_block_id AS integer CYCLE;

-- What is packed does not shrink any more.
ALTER TABLE "audit_block" ALTER COLUMN "data" SET STORAGE EXTERNAL;
ALTER TABLE "audit_chunk" ALTER COLUMN "at" SET STORAGE EXTERNAL, ALTER COLUMN "prefix" SET STORAGE EXTERNAL,
    ALTER COLUMN "actor" SET STORAGE EXTERNAL, ALTER COLUMN "call" SET STORAGE EXTERNAL, ALTER COLUMN "origin" SET STORAGE EXTERNAL,
    ALTER COLUMN "outcome" SET STORAGE EXTERNAL, ALTER COLUMN "session" SET STORAGE EXTERNAL, ALTER COLUMN "object" SET STORAGE EXTERNAL;

-- Of what names something: object 0 is nothing at all, and has no row.
CREATE INDEX "event_object_idx" ON "event"("object") WHERE "object" > 0;
CREATE INDEX "event_issued_idx" ON "event"("issued", "at") WHERE "issued" <> '';

CREATE TRIGGER "audit_actor_person_names" AFTER INSERT ON "audit_actor" REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION note_person_names();

-- An event's ID as its rows are keyed: AWS's are UUIDs in small letters; any other text stands for itself by its SHA-256.
CREATE FUNCTION audit_key(id text) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN id ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN id::uuid
        ELSE left(encode(sha256(convert_to(id, 'UTF8')), 'hex'), 32)::uuid END
$$;

CREATE FUNCTION audit_month(at timestamptz) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT date_trunc('month', at AT TIME ZONE 'UTC')::date $$;

-- Who may write events sees them all; web by its scope.
CREATE FUNCTION scope_sees_events() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT scope_sees_all() OR has_table_privilege('public.event', 'insert') $$;

-- What stands in a row is joined; what only some readers ask for is looked up. The views run with their owner's rights, so their conditions
-- are the wall.
CREATE VIEW "audit_event" AS
SELECT a.account, coalesce(nullif(e.odd_id, ''), e.event_id::text) AS event_id, e.at, c.region, c.event_source, c.event_name, c.event_type, c.category,
    c.read_only, a.user_type, a.who, a.through, a.principal_arn,
    (SELECT access_key_id FROM audit_session WHERE id = e.session) AS access_key_id,
    (SELECT source_ip FROM audit_origin WHERE id = e.origin) AS source_ip,
    (SELECT user_agent FROM audit_origin WHERE id = e.origin) AS user_agent,
    (SELECT vpc_endpoint FROM audit_origin WHERE id = e.origin) AS vpc_endpoint,
    (SELECT tls_version FROM audit_origin WHERE id = e.origin) AS tls_version,
    (SELECT result FROM audit_outcome WHERE id = e.outcome) AS result,
    (SELECT error_code FROM audit_outcome WHERE id = e.outcome) AS error_code,
    (SELECT error_message FROM audit_outcome WHERE id = e.outcome) AS error_message,
    coalesce((SELECT string_to_array(targets, E'\x1f') FROM audit_object WHERE id = e.object), '{}') AS targets,
    CASE e.source WHEN 1 THEN 'event-history' WHEN 2 THEN 'trail' ELSE 'import' END AS source,
    nullif(e.file, 0) AS file, e.received_at, e.event_id AS key, e.actor, e.object, e.session, e.issued, audit_month(e.at) AS month, e.block, e.position
FROM event e
JOIN audit_actor a ON a.id = e.actor
JOIN audit_call c ON c.id = e.call
WHERE (SELECT scope_sees_events())
    OR EXISTS (
        SELECT FROM audit_named n JOIN resource r ON (r.account, r.region, r.kind, r.name) = (n.owner, n.region, n.kind, n.name)
        WHERE n.object = e.object AND r.team = ANY ((SELECT scope_teams())::text[]))
    OR EXISTS (
        SELECT FROM principal p WHERE p.team = ANY ((SELECT scope_teams())::text[]) AND (p.account, p.kind, p.name) IN ((a.account, 'role', a.through),
            (a.account, 'user', CASE WHEN a.user_type = 'IAMUser' OR a.through LIKE 'SSO %' THEN a.who END)));

CREATE VIEW "audit_event_resource" AS
SELECT lpad(e.account::text, 12, '0') AS account, coalesce(nullif(e.odd_id, ''), e.event_id::text) AS event_id, n.owner, n.region, n.kind, n.name, e.at,
    e.event_id AS key
FROM event e JOIN audit_named n ON n.object = e.object AND e.object > 0
WHERE (SELECT scope_sees_events())
    OR EXISTS (
        SELECT FROM resource r WHERE (r.account, r.region, r.kind, r.name) = (n.owner, n.region, n.kind, n.name)
            AND r.team = ANY ((SELECT scope_teams())::text[]));

-- The packed block that holds an event's record, for whoever sees the event; lib/audit/blocks cuts the record out of it.
CREATE VIEW "audit_record" AS
SELECT v.account, v.event_id, v.at, v.key, v.actor, v.object, v.month, v.block, v.position, b.data
FROM audit_event v JOIN audit_block b ON (b.month, b.id) = (v.month, v.block);

-- The actors and objects by which a scope sees events.
CREATE VIEW "audit_actor_seen" AS
SELECT a.id, p.team FROM audit_actor a
JOIN principal p ON (p.account, p.kind, p.name) IN ((a.account, 'role', a.through),
    (a.account, 'user', CASE WHEN a.user_type = 'IAMUser' OR a.through LIKE 'SSO %' THEN a.who END))
WHERE (SELECT scope_sees_events()) OR p.team = ANY ((SELECT scope_teams())::text[]);

CREATE VIEW "audit_object_seen" AS
SELECT n.object AS id, r.team FROM audit_named n
JOIN resource r ON (r.account, r.region, r.kind, r.name) = (n.owner, n.region, n.kind, n.name)
WHERE (SELECT scope_sees_events()) OR r.team = ANY ((SELECT scope_teams())::text[]);

-- A row for each statement that changed whose resources or principals are: who remembers what a team sees compares their number and the newest.
-- A counter would make every writer wait for the one before.
CREATE FUNCTION note_ownership() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF TG_TABLE_NAME = 'resource' THEN
            PERFORM FROM was JOIN fresh USING (account, region, kind, name) WHERE was.team <> fresh.team;
        ELSE
            PERFORM FROM was JOIN fresh USING (account, kind, name) WHERE was.team <> fresh.team;
        END IF;
    ELSIF TG_OP = 'INSERT' THEN
        PERFORM FROM fresh;
    ELSE
        PERFORM FROM was;
    END IF;
    IF FOUND THEN
        INSERT INTO ownership_change DEFAULT VALUES;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER "resource_owned" AFTER INSERT ON "resource" REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_ownership();
CREATE TRIGGER "resource_moved" AFTER UPDATE ON "resource" REFERENCING OLD TABLE AS was NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_ownership();
CREATE TRIGGER "resource_left" AFTER DELETE ON "resource" REFERENCING OLD TABLE AS was FOR EACH STATEMENT EXECUTE FUNCTION note_ownership();
CREATE TRIGGER "principal_owned" AFTER INSERT ON "principal" REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_ownership();
CREATE TRIGGER "principal_moved" AFTER UPDATE ON "principal" REFERENCING OLD TABLE AS was NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_ownership();
CREATE TRIGGER "principal_left" AFTER DELETE ON "principal" REFERENCING OLD TABLE AS was FOR EACH STATEMENT EXECUTE FUNCTION note_ownership();

CREATE FUNCTION ensure_audit_months(months date[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    day date;
    made integer := 0;
BEGIN
    FOREACH day IN ARRAY months LOOP
        IF make_sample_partition('event', 'event_' || to_char(day, 'YYYY_MM'), format('FROM (%L) TO (%L)',
            day::timestamp AT TIME ZONE 'UTC', (day + interval '1 month') AT TIME ZONE 'UTC')) THEN
            made := made + 1;
        END IF;
        PERFORM make_sample_partition('audit_block', 'audit_block_' || to_char(day, 'YYYY_MM'),
            format('FROM (%L) TO (%L)', day, (day + interval '1 month')::date));
    END LOOP;
    RETURN made;
END
$$;

-- Months that ended before and of which nothing came in since go whole. What came in late keeps its month.
CREATE FUNCTION drop_audit_months(before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    part text;
    ending timestamptz;
    late boolean;
    n bigint;
    gone bigint := 0;
BEGIN
    -- Savers hold its shared side while they wait for the tables.
    PERFORM pg_advisory_xact_lock(hashtext('audit words'));
    FOR part IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'event'::regclass ORDER BY 1 LOOP
        ending := (to_date(right(part, 7), 'YYYY_MM') + interval '1 month') AT TIME ZONE 'UTC';
        CONTINUE WHEN ending > before;
        EXECUTE format('SELECT exists (SELECT FROM %I WHERE received_at >= $1)', part) INTO late USING before;
        CONTINUE WHEN late;
        EXECUTE format('SELECT count(*) FROM %I', part) INTO n;
        gone := gone + n;
        EXECUTE format('DROP TABLE %I', part);
        EXECUTE format('DROP TABLE %I', 'audit_block_' || right(part, 7));
        DELETE FROM audit_chunk WHERE month = to_date(right(part, 7), 'YYYY_MM');
        DELETE FROM detection WHERE at >= to_date(right(part, 7), 'YYYY_MM')::timestamp AT TIME ZONE 'UTC' AND at < ending;
        DELETE FROM denial WHERE at >= to_date(right(part, 7), 'YYYY_MM')::timestamp AT TIME ZONE 'UTC' AND at < ending;
        DELETE FROM guarded WHERE at >= to_date(right(part, 7), 'YYYY_MM')::timestamp AT TIME ZONE 'UTC' AND at < ending;
    END LOOP;
    RETURN gone;
END
$$;

-- Words that no event says any more. Savers hold the lock's shared side from when they look words up: the epoch tells them that ids they
-- remember may be gone.
CREATE FUNCTION sweep_audit_words() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    word text;
    n bigint;
    gone bigint := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit words'));
    FOREACH word IN ARRAY ARRAY['actor', 'call', 'origin', 'outcome', 'session', 'object'] LOOP
        EXECUTE format('DELETE FROM audit_%1$s w WHERE NOT EXISTS (SELECT FROM event e WHERE e.%1$I = w.id)', word);
        GET DIAGNOSTICS n = ROW_COUNT;
        gone := gone + n;
    END LOOP;
    DELETE FROM audit_named n WHERE NOT EXISTS (SELECT FROM audit_object o WHERE o.id = n.object);
    INSERT INTO audit_epoch (epoch) VALUES (1) ON CONFLICT (one) DO UPDATE SET epoch = audit_epoch.epoch + 1;
    RETURN gone;
END
$$;

REVOKE ALL ON FUNCTION note_ownership(), ensure_audit_months(date[]), drop_audit_months(timestamptz), sweep_audit_words() FROM PUBLIC;
