-- What open pages show: its series are asked for each minute, and at once when a page opens.

-- CreateTable
CREATE TABLE "on_screen" (
    "account" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "shown_until" TIMESTAMPTZ(3) NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "on_screen_pkey" PRIMARY KEY ("account","region","kind","name")
);

-- What follows Prisma cannot express.

-- Notes that a page shows these resources, as far as the transaction's scope sees them, and tells of each: `ask` when nobody asked for it
-- since `unasked_since`, `shown` when somebody did, `full` when `most` others are on screens already.
CREATE FUNCTION show_resources(shown jsonb, at timestamptz, until timestamptz, unasked_since timestamptz, most int)
RETURNS TABLE (account text, region text, kind text, name text, state text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    one record;
BEGIN
    -- One order for all, so that two pages that show the same do not wait for each other for ever.
    FOR one IN
        SELECT DISTINCT r.account, r.region, r.kind, r.name
        FROM jsonb_to_recordset(shown) AS k (account text, region text, kind text, name text)
        JOIN resource r ON (r.account, r.region, r.kind, r.name) = (k.account, k.region, k.kind, k.name)
        WHERE scope_sees_all() OR r.team = ANY (scope_teams())
        ORDER BY 1, 2, 3, 4
    LOOP
        show_resources.state := 'ask';
        UPDATE on_screen o SET shown_until = greatest(o.shown_until, until), asked_at = at
        WHERE (o.account, o.region, o.kind, o.name) = (one.account, one.region, one.kind, one.name) AND o.asked_at <= unasked_since;
        IF NOT FOUND THEN
            show_resources.state := 'shown';
            UPDATE on_screen o SET shown_until = greatest(o.shown_until, until)
            WHERE (o.account, o.region, o.kind, o.name) = (one.account, one.region, one.kind, one.name);
            IF NOT FOUND AND (SELECT count(*) FROM on_screen o WHERE o.shown_until > at) >= most THEN
                show_resources.state := 'full';
            ELSIF NOT FOUND THEN
                INSERT INTO on_screen (account, region, kind, name, shown_until, asked_at)
                VALUES (one.account, one.region, one.kind, one.name, until, at) ON CONFLICT DO NOTHING;
                IF FOUND THEN show_resources.state := 'ask'; END IF;
            END IF;
        END IF;
        show_resources.account := one.account;
        show_resources.region := one.region;
        show_resources.kind := one.kind;
        show_resources.name := one.name;
        RETURN NEXT;
    END LOOP;
END
$$;

-- By default everybody may run a new function.
REVOKE ALL ON FUNCTION show_resources(jsonb, timestamptz, timestamptz, timestamptz, int) FROM PUBLIC;
