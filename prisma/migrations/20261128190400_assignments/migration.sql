-- What a person said about an owner. It beats tag and rule, whoever writes the row: the collectors need not know of it.

-- CreateTable
CREATE TABLE "team_assignment" (
    "account" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "team" TEXT NOT NULL,
    "made_by" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "team_assignment_pkey" PRIMARY KEY ("account","region","kind","name")
);

-- CreateIndex
CREATE INDEX "team_assignment_team_idx" ON "team_assignment"("team");

-- CreateIndex
CREATE INDEX "journal_actor_id_at_idx" ON "journal"("actor_id", "at" DESC);

-- What follows Prisma cannot express.

-- A trigger, because a collector that read the assignments before one was made would write its tag over it.
CREATE FUNCTION resource_team_by_hand() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    hand record;
BEGIN
    SELECT a.team, a.reason INTO hand FROM team_assignment a
    WHERE (a.account, a.region, a.kind, a.name) = (NEW.account, NEW.region, NEW.kind, NEW.name);
    IF FOUND THEN
        NEW.team := hand.team;
        NEW.team_reason := 'by hand: ' || hand.reason;
    END IF;
    RETURN NEW;
END
$$;

-- Principals are of no Region.
CREATE FUNCTION principal_team_by_hand() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    hand record;
BEGIN
    SELECT a.team, a.reason INTO hand FROM team_assignment a
    WHERE (a.account, a.region, a.kind, a.name) = (NEW.account, '', NEW.kind, NEW.name);
    IF FOUND THEN
        NEW.team := hand.team;
        NEW.team_reason := 'by hand: ' || hand.reason;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER "resource_team_by_hand" BEFORE INSERT OR UPDATE OF team, team_reason ON "resource"
    FOR EACH ROW EXECUTE FUNCTION resource_team_by_hand();
CREATE TRIGGER "principal_team_by_hand" BEFORE INSERT OR UPDATE OF team, team_reason ON "principal"
    FOR EACH ROW EXECUTE FUNCTION principal_team_by_hand();

-- The owner of a resource, and of what it holds and has no owner of its own. A resource that falls back to nobody gets its holder's.
CREATE FUNCTION settle_team(of_account text, of_region text, of_kind text, of_name text, to_team text, why text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    held_by text := of_kind || '/' || of_name;
BEGIN
    IF of_region = '' THEN
        UPDATE principal p SET team = to_team, team_reason = why WHERE (p.account, p.kind, p.name) = (of_account, of_kind, of_name);
        RETURN;
    END IF;
    UPDATE resource r SET team = to_team, team_reason = why
    WHERE (r.account, r.region, r.kind, r.name) = (of_account, of_region, of_kind, of_name);
    UPDATE resource r SET team = holder.team, team_reason = 'of ' || r.parent || ' (' || holder.team_reason || ')'
    FROM resource holder
    WHERE (r.account, r.region, r.kind, r.name) = (of_account, of_region, of_kind, of_name) AND r.team = 'unowned'
        AND (holder.account, holder.region) = (of_account, of_region) AND holder.team <> 'unowned'
        AND holder.kind = split_part(r.parent, '/', 1) AND holder.name = substr(r.parent, strpos(r.parent, '/') + 1);
    UPDATE resource r SET team = holder.team, team_reason = 'of ' || r.parent || ' (' || holder.team_reason || ')'
    FROM resource holder
    WHERE r.account = of_account AND r.region = of_region AND r.parent = held_by AND (r.team = 'unowned' OR r.team_reason LIKE 'of %')
        AND (holder.account, holder.region, holder.kind, holder.name) = (of_account, of_region, of_kind, of_name);
END
$$;

-- Sets an owner by hand. Gives what stood before; nothing for what is not in the inventory.
CREATE FUNCTION assign_team(of_account text, of_region text, of_kind text, of_name text, to_team text, by_name text, made timestamptz, why text)
RETURNS TABLE (former_team text, former_reason text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF of_region = '' THEN
        SELECT p.team, p.team_reason INTO former_team, former_reason FROM principal p
        WHERE (p.account, p.kind, p.name) = (of_account, of_kind, of_name) FOR UPDATE;
    ELSE
        SELECT r.team, r.team_reason INTO former_team, former_reason FROM resource r
        WHERE (r.account, r.region, r.kind, r.name) = (of_account, of_region, of_kind, of_name) FOR UPDATE;
    END IF;
    IF NOT FOUND THEN RETURN; END IF;
    INSERT INTO team (slug, name, created_at) VALUES (to_team, to_team, made) ON CONFLICT DO NOTHING;
    INSERT INTO team_assignment (account, region, kind, name, team, made_by, made_at, reason)
    VALUES (of_account, of_region, of_kind, of_name, to_team, by_name, made, why)
    ON CONFLICT (account, region, kind, name) DO UPDATE
        SET team = excluded.team, made_by = excluded.made_by, made_at = excluded.made_at, reason = excluded.reason;
    PERFORM settle_team(of_account, of_region, of_kind, of_name, to_team, 'by hand: ' || why);
    RETURN NEXT;
END
$$;

-- Takes an assignment back; the owner is then what tag and rules say, which the caller has found out. Gives what stood before.
CREATE FUNCTION release_team(of_account text, of_region text, of_kind text, of_name text, to_team text, why text)
RETURNS TABLE (former_team text, former_reason text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM team_assignment a WHERE (a.account, a.region, a.kind, a.name) = (of_account, of_region, of_kind, of_name)
    RETURNING a.team, 'by hand: ' || a.reason INTO former_team, former_reason;
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM settle_team(of_account, of_region, of_kind, of_name, to_team, why);
    RETURN NEXT;
END
$$;

-- By default everybody may run a new function.
REVOKE ALL ON FUNCTION settle_team(text, text, text, text, text, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION assign_team(text, text, text, text, text, text, timestamptz, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION release_team(text, text, text, text, text, text) FROM PUBLIC;
