-- Nobody's pages take the room of others on screen, and what a page only goes on showing is not noted as asked for.

-- CreateTable
CREATE TABLE "screen_share" (
    "person_id" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "shown_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "screen_share_pkey" PRIMARY KEY ("person_id","account","region","kind","name")
);

-- What follows Prisma cannot express.

DROP FUNCTION show_resources(jsonb, timestamptz, timestamptz, timestamptz, int);

-- Notes that a page of `who` shows these resources, as far as the transaction's scope sees them, and tells of each: `ask` when nobody asked
-- for it since `unasked_since`, `shown` when somebody did or, without that instant, when nobody will; `full` when `most` others are on
-- screens already, or `most_of_one` on those of `who`.
CREATE FUNCTION show_resources(
    shown jsonb, who text, at timestamptz, until timestamptz, unasked_since timestamptz, most int, most_of_one int
)
RETURNS TABLE (account text, region text, kind text, name text, state text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    one record;
BEGIN
    -- Else pages of one person that open at once would each find the same room.
    PERFORM pg_advisory_xact_lock(hashtextextended('screen_share ' || who, 0));
    DELETE FROM screen_share s WHERE s.person_id = who AND s.shown_until <= at;
    -- One order for all, so that two pages that show the same do not wait for each other for ever.
    FOR one IN
        SELECT DISTINCT r.account, r.region, r.kind, r.name
        FROM jsonb_to_recordset(shown) AS k (account text, region text, kind text, name text)
        JOIN resource r ON (r.account, r.region, r.kind, r.name) = (k.account, k.region, k.kind, k.name)
        WHERE scope_sees_all() OR r.team = ANY (scope_teams())
        ORDER BY 1, 2, 3, 4
    LOOP
        show_resources.account := one.account;
        show_resources.region := one.region;
        show_resources.kind := one.kind;
        show_resources.name := one.name;
        show_resources.state := 'full';
        IF (SELECT count(*) FROM screen_share s WHERE s.person_id = who
            AND (s.account, s.region, s.kind, s.name) <> (one.account, one.region, one.kind, one.name)) >= most_of_one THEN
            RETURN NEXT;
            CONTINUE;
        END IF;
        UPDATE on_screen o SET shown_until = greatest(o.shown_until, until), asked_at = at
        WHERE (o.account, o.region, o.kind, o.name) = (one.account, one.region, one.kind, one.name) AND o.asked_at <= unasked_since;
        IF FOUND THEN
            show_resources.state := 'ask';
        ELSE
            UPDATE on_screen o SET shown_until = greatest(o.shown_until, until)
            WHERE (o.account, o.region, o.kind, o.name) = (one.account, one.region, one.kind, one.name);
            IF FOUND THEN
                show_resources.state := 'shown';
            ELSIF (SELECT count(*) FROM on_screen o WHERE o.shown_until > at) < most THEN
                INSERT INTO on_screen (account, region, kind, name, shown_until, asked_at)
                VALUES (one.account, one.region, one.kind, one.name, until, CASE WHEN unasked_since IS NULL THEN 'epoch' ELSE at END)
                ON CONFLICT DO NOTHING;
                show_resources.state := CASE WHEN FOUND AND unasked_since IS NOT NULL THEN 'ask' ELSE 'shown' END;
            END IF;
        END IF;
        IF show_resources.state <> 'full' THEN
            INSERT INTO screen_share AS s (person_id, account, region, kind, name, shown_until)
            VALUES (who, one.account, one.region, one.kind, one.name, until)
            ON CONFLICT (person_id, account, region, kind, name) DO UPDATE SET shown_until = greatest(s.shown_until, excluded.shown_until);
        END IF;
        RETURN NEXT;
    END LOOP;
END
$$;

-- By default everybody may run a new function.
REVOKE ALL ON FUNCTION show_resources(jsonb, text, timestamptz, timestamptz, timestamptz, int, int) FROM PUBLIC;
