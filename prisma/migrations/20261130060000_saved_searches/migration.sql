-- Searches of events that somebody keeps for a team.

-- CreateTable
CREATE TABLE "saved_search" (
    "id" UUID NOT NULL,
    "team" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "made_by_id" TEXT NOT NULL,
    "made_by" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "saved_search_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "saved_search_team_name_key" ON "saved_search"("team", "name");

-- What follows Prisma cannot express.

-- Whoever calls these says for whom it asks. "full": the team keeps as many as anybody would look through.
CREATE FUNCTION keep_search(of_id uuid, of_team text, of_name text, of_query text, by_id text, by_name text, of_at timestamptz, most integer) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- Of two at once, the second counts the first.
    PERFORM pg_advisory_xact_lock(hashtextextended('saved search ' || of_team, 0));
    IF (SELECT count(*) FROM saved_search s WHERE s.team = of_team) >= most THEN
        RETURN 'full';
    END IF;
    INSERT INTO saved_search (id, team, name, query, made_by_id, made_by, made_at)
    VALUES (of_id, of_team, of_name, of_query, by_id, by_name, of_at) ON CONFLICT DO NOTHING;
    RETURN CASE WHEN FOUND THEN 'kept' ELSE 'taken' END;
END
$$;

CREATE FUNCTION drop_search(of_id uuid, by_id text) RETURNS SETOF saved_search
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM saved_search s WHERE s.id = of_id AND (by_id IS NULL OR s.made_by_id = by_id) RETURNING s.*
$$;

REVOKE ALL ON FUNCTION keep_search(uuid, text, text, text, text, text, timestamptz, integer), drop_search(uuid, text) FROM PUBLIC;
