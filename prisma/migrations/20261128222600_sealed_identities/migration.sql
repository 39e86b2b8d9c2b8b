-- Who stands behind the pseudonym of a labeling worker, sealed with a key that the database does not hold.

-- CreateTable
CREATE TABLE "sealed_identity" (
    "pseudonym" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "sealed_at" TIMESTAMPTZ(3) NOT NULL,
    "told_by" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "sealed_identity_pkey" PRIMARY KEY ("pseudonym")
);

-- What workers seal with, and web alone can open: public keys by the number of their secret.

-- CreateTable
CREATE TABLE "sealing_key" (
    "version" INTEGER NOT NULL,
    "public_key" TEXT NOT NULL,

    CONSTRAINT "sealing_key_pkey" PRIMARY KEY ("version")
);

-- What follows Prisma cannot express.

-- The next row of the journal that tells of this reveal and was not used up: each gives an identity once. The row must have been committed
-- before: a transaction that itself holds the journal could take its row back once it has read.
CREATE FUNCTION reveal_row(of_pseudonym text, after_row bigint) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    key bigint := hashtext('trailwatch journal');
    found_row bigint;
BEGIN
    IF EXISTS (
        SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND objsubid = 1
            AND ((classid::bigint << 32) | objid::bigint) = key
    ) THEN
        RAISE EXCEPTION 'a reveal is journalled and committed before it is read' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT min(j.seq) INTO found_row FROM journal j
    WHERE j.subject_kind = 'pseudonym' AND j.subject_id = of_pseudonym AND j.action = 'person.reveal' AND j.result = 'ok'
        AND length(j.reason) >= 3 AND j.actor_kind = 'person' AND j.seq > after_row;
    IF found_row IS NULL THEN
        RAISE EXCEPTION 'no row of the journal tells that % is revealed', of_pseudonym USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN found_row;
END
$$;

CREATE FUNCTION open_identity(of_pseudonym text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    kept record;
BEGIN
    SELECT told_by, sealed INTO kept FROM sealed_identity WHERE pseudonym = of_pseudonym FOR UPDATE;
    IF NOT FOUND THEN RETURN NULL; END IF;
    UPDATE sealed_identity SET told_by = reveal_row(of_pseudonym, kept.told_by) WHERE pseudonym = of_pseudonym;
    RETURN kept.sealed;
END
$$;
REVOKE ALL ON FUNCTION reveal_row(text, bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION open_identity(text) FROM PUBLIC;
