-- Who of those that CloudTrail names is a person, and the pseudonym under which they may be shown.

-- CreateTable
CREATE TABLE "person_name" (
    "name" TEXT NOT NULL,
    "pseudonym" TEXT NOT NULL,
    "told_by" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "person_name_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "person_name_pseudonym_key" ON "person_name"("pseudonym");

-- What follows Prisma cannot express.

-- "Person 3F9K-2M7Q". Random, so that nothing leads from it to a name but this table.
CREATE FUNCTION new_pseudonym() RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
DECLARE
    digits text := '';
BEGIN
    FOR i IN 1..8 LOOP
        digits := digits || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + floor(random() * 32)::int, 1);
    END LOOP;
    RETURN 'Person ' || left(digits, 4) || '-' || right(digits, 4);
END
$$;

-- Whether an event's `who` is a person: users, and sessions whose name somebody chose. A machine whose name looks chosen counts as one too:
-- better a workload under a pseudonym than a person without.
CREATE FUNCTION names_person(who text, user_type text, through text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN who ~ '^[^@[:space:]]+@[^@[:space:]]+[.][^@[:space:]]+$' THEN true
        WHEN who IN ('', 'root', 'unknown', '(none)') OR who LIKE '%.amazonaws.com' OR who LIKE 'arn:%' THEN false
        WHEN user_type IN ('AWSService', 'AWSAccount', 'Root') OR who LIKE 'account %' OR who ~ '^[0-9]{12}$' THEN false
        WHEN user_type IN ('IAMUser', 'IdentityCenterUser', 'SAMLUser', 'WebIdentityUser', 'FederatedUser') THEN true
        WHEN through IS NULL OR through LIKE 'AWSServiceRoleFor%' OR who = through THEN false
        WHEN through LIKE 'SSO %' THEN true
        WHEN who ~* '^(m?i-[0-9a-f]{8,}|[0-9a-f-]{16,}|[0-9]+|(botocore|boto3|aws|amazon|sagemaker|lambda|autoscaling|cloudformation|config)([-_A-Z0-9.].*)?)$' THEN false
        ELSE true
    END
$$;

-- Stands beside each insert, whoever makes it: no event is seen before its person has a pseudonym.
CREATE FUNCTION note_person_names() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    LOOP
        INSERT INTO person_name (name, pseudonym)
        SELECT n.who, new_pseudonym() FROM (
            SELECT DISTINCT e.who FROM fresh e WHERE names_person(e.who, e.user_type, e.through)
            EXCEPT SELECT name FROM person_name) n
        ORDER BY n.who
        ON CONFLICT DO NOTHING;
        EXIT WHEN NOT FOUND;
    END LOOP;
    RETURN NULL;
END
$$;
CREATE TRIGGER "audit_event_person_names" AFTER INSERT ON "audit_event" REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION note_person_names();

INSERT INTO person_name (name, pseudonym)
SELECT n.who, new_pseudonym() FROM (SELECT DISTINCT e.who FROM audit_event e WHERE names_person(e.who, e.user_type, e.through)) n
ON CONFLICT DO NOTHING;

REVOKE ALL ON FUNCTION note_person_names() FROM PUBLIC;
REVOKE ALL ON FUNCTION new_pseudonym() FROM PUBLIC;
REVOKE ALL ON FUNCTION names_person(text, text, text) FROM PUBLIC;

-- The name behind a pseudonym, as open_identity gives what is sealed.
CREATE FUNCTION open_name(of_pseudonym text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    kept record;
BEGIN
    SELECT told_by, name INTO kept FROM person_name WHERE pseudonym = of_pseudonym FOR UPDATE;
    IF NOT FOUND THEN RETURN NULL; END IF;
    UPDATE person_name SET told_by = reveal_row(of_pseudonym, kept.told_by) WHERE pseudonym = of_pseudonym;
    RETURN kept.name;
END
$$;
REVOKE ALL ON FUNCTION open_name(text) FROM PUBLIC;
