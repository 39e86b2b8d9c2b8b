-- CreateTable
CREATE TABLE "journal" (
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject_kind" TEXT,
    "subject_id" TEXT,
    "subject_name" TEXT,
    "result" TEXT NOT NULL,
    "teams" TEXT[],
    "ip" TEXT,
    "user_agent" TEXT,
    "request_id" TEXT,
    "before" TEXT,
    "after" TEXT,
    "reason" TEXT,
    "prev_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "journal_pkey" PRIMARY KEY ("seq")
);

-- CreateIndex
CREATE UNIQUE INDEX "journal_prev_hash_key" ON "journal"("prev_hash");

-- CreateIndex
CREATE INDEX "journal_at_seq_idx" ON "journal"("at" DESC, "seq" DESC);

-- CreateIndex
CREATE INDEX "journal_subject_kind_subject_id_at_idx" ON "journal"("subject_kind", "subject_id", "at" DESC);

-- What follows Prisma cannot express.

ALTER TABLE "journal"
    ADD CONSTRAINT "journal_words" CHECK (actor_kind IN ('person', 'token', 'system', 'nobody') AND result IN ('ok', 'denied', 'failed')),
    ADD CONSTRAINT "journal_hashes" CHECK (hash ~ '^[0-9a-f]{64}$' AND prev_hash ~ '^[0-9a-f]{64}$');

-- Nobody changes what was written: neither its owner nor a role with every right. Only a superuser who switches triggers off can, and
-- that the chain and its signed checkpoints tell.
CREATE FUNCTION refuse_journal_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END
$$;

-- A row follows the last one, or it is not taken. It must see every row, whatever the writer may see.
CREATE FUNCTION guard_journal_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    head record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('trailwatch journal'));
    SELECT seq, hash INTO head FROM journal ORDER BY seq DESC LIMIT 1;
    IF NEW.seq IS DISTINCT FROM coalesce(head.seq, 0) + 1 OR NEW.prev_hash IS DISTINCT FROM coalesce(head.hash, repeat('0', 64)) THEN
        RAISE EXCEPTION 'journal row % does not follow row %', NEW.seq, coalesce(head.seq, 0) USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

-- The last row's place and hash, for whoever writes the next one, whatever they may read.
CREATE FUNCTION journal_head() RETURNS TABLE (seq bigint, hash text)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT j.seq, j.hash FROM journal j ORDER BY j.seq DESC LIMIT 1
$$;
REVOKE ALL ON FUNCTION journal_head() FROM PUBLIC;

CREATE TRIGGER "journal_follows" BEFORE INSERT ON "journal" FOR EACH ROW EXECUTE FUNCTION guard_journal_insert();
CREATE TRIGGER "journal_stays" BEFORE UPDATE OR DELETE ON "journal" FOR EACH ROW EXECUTE FUNCTION refuse_journal_change();
CREATE TRIGGER "journal_stays_whole" BEFORE TRUNCATE ON "journal" FOR EACH STATEMENT EXECUTE FUNCTION refuse_journal_change();
