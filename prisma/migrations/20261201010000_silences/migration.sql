-- Silences: who is not to be told of which alerts, from when to when, and why. An alert remembers which of its beginnings was held back.

-- CreateTable
CREATE TABLE "silence" (
    "id" BIGSERIAL NOT NULL,
    "team" TEXT NOT NULL,
    "rules" TEXT[],
    "kinds" TEXT[],
    "account" TEXT,
    "region" TEXT,
    "name" TEXT,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "made_by_id" TEXT NOT NULL,
    "made_by" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by_id" TEXT,
    "ended_by" TEXT,

    CONSTRAINT "silence_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "silence_ends_at_idx" ON "silence"("ends_at");

-- AlterTable
ALTER TABLE "alert" ADD COLUMN     "held_by" BIGINT,
ADD COLUMN     "held_seq" INTEGER;

-- What follows Prisma cannot express.

ALTER TABLE silence ADD CONSTRAINT silence_lists CHECK (rules IS NOT NULL AND kinds IS NOT NULL),
    ADD CONSTRAINT silence_span CHECK (starts_at < ends_at),
    ADD CONSTRAINT silence_bounds CHECK (team <> 'all' OR cardinality(rules) > 0 OR cardinality(kinds) > 0 OR num_nonnulls(account, region, name) > 0);

-- Whoever calls these says for whom it asks. It returns null where the team has as many that are not over as anybody would look through.
CREATE FUNCTION make_silence(of_team text, of_rules text[], of_kinds text[], of_account text, of_region text, of_name text, begins timestamptz,
    until timestamptz, why text, by_id text, by_name text, of_at timestamptz, most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE made bigint;
BEGIN
    -- Of two at once, the second counts the first.
    PERFORM pg_advisory_xact_lock(hashtextextended('silence ' || of_team, 0));
    IF (SELECT count(*) FROM silence s WHERE s.team = of_team AND s.ends_at > of_at AND s.ended_at IS NULL) >= most THEN
        RETURN NULL;
    END IF;
    INSERT INTO silence (team, rules, kinds, account, region, name, starts_at, ends_at, reason, made_by_id, made_by, made_at)
    VALUES (of_team, of_rules, of_kinds, of_account, of_region, of_name, begins, until, why, by_id, by_name, of_at) RETURNING id INTO made;
    RETURN made;
END
$$;

-- One of another team is not there; `of_teams` null is every team.
CREATE FUNCTION end_silence(of_id bigint, of_teams text[], by_id text, by_name text, of_at timestamptz) RETURNS SETOF silence
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE silence s SET ended_at = of_at, ended_by_id = by_id, ended_by = by_name
    WHERE s.id = of_id AND s.ended_at IS NULL AND s.ends_at > of_at AND (of_teams IS NULL OR s.team = ANY (of_teams))
    RETURNING s.*
$$;

REVOKE ALL ON FUNCTION make_silence(text, text[], text[], text, text, text, timestamptz, timestamptz, text, text, text, timestamptz, integer),
    end_silence(bigint, text[], text, text, timestamptz) FROM PUBLIC;
