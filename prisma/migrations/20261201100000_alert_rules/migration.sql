-- Alert rules that are made in the console. Ids are one space with the catalogue's and those of trailwatch.yaml.

-- CreateTable
CREATE TABLE "alert_rule" (
    "id" BIGSERIAL NOT NULL,
    "rule" TEXT NOT NULL,
    "team" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "version" BIGSERIAL NOT NULL,
    "made_by_id" TEXT NOT NULL,
    "made_by" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_by_id" TEXT,
    "changed_by" TEXT,
    "changed_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_rule_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "alert_rule_rule_key" ON "alert_rule"("rule");

-- What follows Prisma cannot express.

-- Whoever calls these says for whom it asks. "full": the team has as many as anybody would look through.
CREATE FUNCTION make_alert_rule(of_rule text, of_team text, of_source text, by_id text, by_name text, of_at timestamptz, most integer) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- Of two at once, the second counts the first.
    PERFORM pg_advisory_xact_lock(hashtextextended('alert rule ' || of_team, 0));
    IF (SELECT count(*) FROM alert_rule r WHERE r.team = of_team) >= most THEN
        RETURN 'full';
    END IF;
    INSERT INTO alert_rule (rule, team, source, made_by_id, made_by, made_at)
    VALUES (of_rule, of_team, of_source, by_id, by_name, of_at) ON CONFLICT DO NOTHING;
    RETURN CASE WHEN FOUND THEN 'made' ELSE 'taken' END;
END
$$;

-- Only as it was when it was read (`of_version`). One of another team is not there; `of_teams` null is every team.
CREATE FUNCTION change_alert_rule(of_rule text, of_version bigint, of_teams text[], of_source text, by_id text, by_name text, of_at timestamptz)
RETURNS SETOF alert_rule
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE alert_rule r SET source = of_source, version = DEFAULT, changed_by_id = by_id, changed_by = by_name, changed_at = of_at
    WHERE r.rule = of_rule AND r.version = of_version AND (of_teams IS NULL OR r.team = ANY (of_teams))
    RETURNING r.*
$$;

CREATE FUNCTION drop_alert_rule(of_rule text, of_version bigint, of_teams text[]) RETURNS SETOF alert_rule
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM alert_rule r WHERE r.rule = of_rule AND r.version = of_version AND (of_teams IS NULL OR r.team = ANY (of_teams)) RETURNING r.*
$$;

REVOKE ALL ON FUNCTION make_alert_rule(text, text, text, text, text, timestamptz, integer),
    change_alert_rule(text, bigint, text[], text, text, text, timestamptz), drop_alert_rule(text, bigint, text[]) FROM PUBLIC;
