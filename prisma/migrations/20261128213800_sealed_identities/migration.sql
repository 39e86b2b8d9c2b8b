-- Who stands behind the pseudonym of a labeling worker, sealed with a key that the database does not hold.

-- CreateTable
CREATE TABLE "sealed_identity" (
    "pseudonym" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "sealed_at" TIMESTAMPTZ(3) NOT NULL,
    "told_by" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "sealed_identity_pkey" PRIMARY KEY ("pseudonym")
);

-- What follows Prisma cannot express.

-- Gives a sealed identity for a journal row that tells of it, once a row: told_by is the last row that was used up. The row must have been
-- committed before: a transaction that itself holds the journal could take its row back once it has read.
CREATE FUNCTION open_identity(of_pseudonym text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    key bigint := hashtext('trailwatch journal');
    told bigint;
    found_sealed text;
BEGIN
    IF EXISTS (
        SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND objsubid = 1
            AND ((classid::bigint << 32) | objid::bigint) = key
    ) THEN
        RAISE EXCEPTION 'a reveal is journalled and committed before it is read' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT told_by, sealed INTO told, found_sealed FROM sealed_identity WHERE pseudonym = of_pseudonym FOR UPDATE;
    IF NOT FOUND THEN RETURN NULL; END IF;
    SELECT min(j.seq) INTO told FROM journal j
    WHERE j.subject_kind = 'pseudonym' AND j.subject_id = of_pseudonym AND j.action = 'person.reveal' AND j.result = 'ok'
        AND length(j.reason) >= 3 AND j.actor_kind = 'person' AND j.seq > told;
    IF told IS NULL THEN
        RAISE EXCEPTION 'no row of the journal tells that % is revealed', of_pseudonym USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE sealed_identity SET told_by = told WHERE pseudonym = of_pseudonym;
    RETURN found_sealed;
END
$$;
REVOKE ALL ON FUNCTION open_identity(text) FROM PUBLIC;
