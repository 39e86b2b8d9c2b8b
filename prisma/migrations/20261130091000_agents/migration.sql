-- A user agent is a hundred letters that thousands of addresses share: a word of its own.

-- CreateTable
CREATE TABLE "audit_agent" (
    "id" SERIAL NOT NULL,
    "digest" BIGINT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "audit_agent_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "audit_agent_digest_key" ON "audit_agent"("digest");

-- AlterTable
ALTER TABLE "audit_origin" ADD COLUMN "agent" INTEGER;

-- The digest is what whoever looks for the word computes: eight bytes of the SHA-256 of "0 [text]" (lib/store/audit-words).
INSERT INTO audit_agent (digest, text)
SELECT DISTINCT ON (1) ('x' || encode(substring(sha256(convert_to('0 [' || to_json(user_agent)::text || ']', 'UTF8')) FOR 8), 'hex'))::bit(64)::bigint, user_agent
FROM audit_origin WHERE user_agent IS NOT NULL;
UPDATE audit_origin o SET agent = g.id FROM audit_agent g WHERE g.text = o.user_agent;

CREATE OR REPLACE VIEW "audit_event" AS
SELECT a.account, coalesce(nullif(e.odd_id, ''), e.event_id::text) AS event_id, e.at, c.region, c.event_source, c.event_name, c.event_type, c.category,
    c.read_only, a.user_type, a.who, a.through, a.principal_arn,
    (SELECT access_key_id FROM audit_session WHERE id = e.session) AS access_key_id,
    (SELECT source_ip FROM audit_origin WHERE id = e.origin) AS source_ip,
    (SELECT g.text FROM audit_origin o JOIN audit_agent g ON g.id = o.agent WHERE o.id = e.origin) AS user_agent,
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

-- AlterTable
ALTER TABLE "audit_origin" DROP COLUMN "user_agent";

CREATE OR REPLACE FUNCTION sweep_audit_words() RETURNS bigint
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
    DELETE FROM audit_agent g WHERE NOT EXISTS (SELECT FROM audit_origin o WHERE o.agent = g.id);
    DELETE FROM audit_named n WHERE NOT EXISTS (SELECT FROM audit_object o WHERE o.id = n.object);
    INSERT INTO audit_epoch (epoch) VALUES (1) ON CONFLICT (one) DO UPDATE SET epoch = audit_epoch.epoch + 1;
    RETURN gone;
END
$$;
