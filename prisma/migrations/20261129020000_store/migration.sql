-- CreateTable
CREATE TABLE "sample_live" (
    "account" TEXT NOT NULL,
    "series_id" INTEGER NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "narrow" REAL[],
    "wide" DOUBLE PRECISION[],
    "room" BYTEA GENERATED ALWAYS AS (decode(repeat('00', 4 * (60 - coalesce(array_length("narrow", 1), 60))), 'hex')) STORED,

    CONSTRAINT "sample_live_pkey" PRIMARY KEY ("account","series_id","hour")
);

-- CreateIndex
CREATE INDEX "sample_live_hour_idx" ON "sample_live"("hour");

-- The current hour is rewritten every few minutes, all series of a page together: half of each page is left for that, and `room` keeps the
-- row's length while the hour fills, so that its next version stands on the same page. Sealing empties the table daily.
ALTER TABLE "sample_live" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- CreateTable
CREATE TABLE "sample_day" (
    "account" TEXT NOT NULL,
    "series_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "n" INTEGER NOT NULL,
    "min" DOUBLE PRECISION NOT NULL,
    "max" DOUBLE PRECISION NOT NULL,
    "sum" DOUBLE PRECISION NOT NULL,
    "data" BYTEA NOT NULL,

    CONSTRAINT "sample_day_pkey" PRIMARY KEY ("account","series_id","day")
) PARTITION BY RANGE ("day");

-- CreateTable
CREATE TABLE "sample_rollup" (
    "account" TEXT NOT NULL,
    "series_id" INTEGER NOT NULL,
    "period_seconds" INTEGER NOT NULL,
    "made" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "n" INTEGER NOT NULL,
    "min" DOUBLE PRECISION NOT NULL,
    "max" DOUBLE PRECISION NOT NULL,
    "sum" DOUBLE PRECISION NOT NULL,
    "data" BYTEA NOT NULL,

    CONSTRAINT "sample_rollup_pkey" PRIMARY KEY ("account","series_id","period_seconds","made","day")
) PARTITION BY RANGE ("period_seconds", "day");

-- What is packed does not shrink any more.
ALTER TABLE "sample_day" ALTER COLUMN "data" SET STORAGE EXTERNAL;
ALTER TABLE "sample_rollup" ALTER COLUMN "data" SET STORAGE EXTERNAL;

-- Lays new minutes over old ones: subscripts are minutes from 1; a new value wins, a new gap never erases an old value.
CREATE FUNCTION lay_samples(old anyarray, new anyarray) RETURNS anyarray
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF old IS NULL OR new IS NULL THEN
        RETURN coalesce(new, old);
    END IF;
    IF array_position(new, NULL) IS NULL THEN
        old[array_lower(new, 1):array_upper(new, 1)] := new;
        RETURN old;
    END IF;
    FOR minute IN array_lower(new, 1)..array_upper(new, 1) LOOP
        IF new[minute] IS NOT NULL THEN
            old[minute] := new[minute];
        END IF;
    END LOOP;
    RETURN old;
END
$$;

-- The first column of what lib/metrics/packed-slots.ts packs, where that format is described.
CREATE FUNCTION unpack_samples(packed bytea) RETURNS TABLE (slot integer, value double precision)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE ROWS 1440 COST 2000 AS $$
DECLARE
    data bytea := packed || '\x0000000000000000';
    head integer := get_byte(packed, 0) * 256 + get_byte(packed, 1);
    slots integer := get_byte(packed, 2) * 256 + get_byte(packed, 3);
    places integer[];
    total integer := slots;
    at integer := 5;
    done integer := 0;
    size integer;
    kind integer;
    bytes integer;
    width integer;
    base bigint;
    mask bigint;
BEGIN
    IF get_byte(packed, 4) = 1 THEN
        SELECT array_agg(s ORDER BY s) INTO places FROM generate_series(0, slots - 1) s WHERE get_bit(packed, 40 + (s # 7)) = 1;
        total := cardinality(places);
        at := at + (slots + 7) / 8;
    END IF;
    WHILE done < total LOOP
        size := least(96, total - done);
        kind := get_byte(data, at) & 15;
        bytes := get_byte(data, at) >> 4;
        width := get_byte(data, at + 1);
        base := CASE WHEN bytes = 0 THEN 0
            ELSE ('x' || encode(substr(data, at + 3, 8), 'hex'))::bit(64)::bigint >> (64 - 8 * bytes) END;
        mask := (1::bigint << width) - 1;
        at := at + 2 + bytes;
        RETURN QUERY
            SELECT head + coalesce(places[done + i + 1], done + i), CASE kind
                WHEN 0 THEN m::float8
                WHEN 7 THEN CASE WHEN m < 0 THEN -1 ELSE 1 END * CASE (o >> 23) & 255 WHEN 0 THEN (o & 8388607) * power(2::float8, -149)
                    ELSE ((o & 8388607) + 8388608) * power(2::float8, ((o >> 23) & 255) - 150) END
                WHEN 8 THEN CASE WHEN r < 0 THEN -1 ELSE 1 END * CASE (r >> 52) & 2047 WHEN 0 THEN 0
                    ELSE ((r & 4503599627370495) + 4503599627370496) * power(2::float8, ((r >> 52) & 2047) - 1075) END
                ELSE (m::float8 / power(10::float8, kind))::float4::float8 END
            FROM generate_series(0, size - 1) i
            CROSS JOIN LATERAL (SELECT CASE WHEN width = 0 THEN 0
                ELSE ('x' || encode(substr(data, at + 1 + ((i * width) >> 3), 8), 'hex'))::bit(64)::bigint END AS r OFFSET 0) raw
            CROSS JOIN LATERAL (SELECT base + (((r << ((i * width) & 7)) >> (64 - width)) & mask) AS m) integers
            CROSS JOIN LATERAL (SELECT CASE WHEN m < 0 THEN m # 2147483647 ELSE m END AS o) orders;
        at := at + (size * width + 7) / 8;
        done := done + size;
    END LOOP;
END
$$;

DROP VIEW "sample";
DROP FUNCTION ensure_sample_days(timestamptz, timestamptz);
DROP FUNCTION drop_sample_days(timestamptz);

-- There is no default partition: an insert outside the days is an error, never a row that retention cannot drop.
-- ATTACH lets readers and writers of the other days go on; the lock serialises makers.
CREATE FUNCTION make_sample_partition(parent text, name text, bounds text) RETURNS boolean
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF to_regclass(name) IS NOT NULL THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('ensure_sample_days'));
    -- A plain query sees what the lock's last holder committed; to_regclass may still answer from its cache.
    PERFORM FROM pg_class WHERE relname = name AND relnamespace = 'public'::regnamespace;
    IF FOUND THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', name, parent);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES %s', parent, name, bounds);
    RETURN true;
END
$$;

-- Roll-ups of 300 seconds lie by weeks, of 3,600 by four weeks: few enough partitions for 455 days.
CREATE FUNCTION ensure_sample_rollups(period integer, first_at timestamptz, last_at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    span integer := CASE period WHEN 300 THEN 7 ELSE 28 END;
    day date;
    made integer := 0;
BEGIN
    IF period NOT IN (300, 3600) THEN
        RAISE EXCEPTION 'no roll-ups of % seconds are kept', period;
    END IF;
    FOR stretch IN ((first_at AT TIME ZONE 'UTC')::date - date '1970-01-01') / span..((last_at AT TIME ZONE 'UTC')::date - date '1970-01-01') / span LOOP
        day := date '1970-01-01' + stretch * span;
        made := made + make_sample_partition('sample_rollup', format('sample_rollup_%s_%s', period, to_char(day, 'YYYYMMDD')),
            format('FROM (%s, %L) TO (%s, %L)', period, day, period, day + span))::integer;
    END LOOP;
    RETURN made;
END
$$;

-- Makes the partitions of every UTC day from the first instant to the last, and of their roll-ups, and tells how many days were new.
CREATE FUNCTION ensure_sample_days(first_at timestamptz, last_at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    day date;
    made integer := 0;
BEGIN
    FOR day IN SELECT generate_series((first_at AT TIME ZONE 'UTC')::date, (last_at AT TIME ZONE 'UTC')::date, interval '1 day')::date LOOP
        made := made + make_sample_partition('sample_day', 'sample_day_' || to_char(day, 'YYYYMMDD'),
            format('FROM (%L) TO (%L)', day, day + 1))::integer;
    END LOOP;
    PERFORM ensure_sample_rollups(300, first_at, last_at), ensure_sample_rollups(3600, first_at, last_at);
    RETURN made;
END
$$;

-- Drops the days that lie wholly before the instant, and tells how many.
CREATE FUNCTION drop_sample_days(before_at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    name text;
    dropped integer := 0;
BEGIN
    FOR name IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'sample_day'::regclass
          AND c.relname < 'sample_day_' || to_char(before_at AT TIME ZONE 'UTC', 'YYYYMMDD')
    LOOP
        EXECUTE format('DROP TABLE %I', name);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;

CREATE FUNCTION drop_sample_rollups(period integer, before_at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    span integer := CASE period WHEN 300 THEN 7 ELSE 28 END;
    prefix text := format('sample_rollup_%s_', period);
    name text;
    dropped integer := 0;
BEGIN
    FOR name IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'sample_rollup'::regclass AND starts_with(c.relname, prefix)
          AND to_date(substr(c.relname, length(prefix) + 1), 'YYYYMMDD') + span <= (before_at AT TIME ZONE 'UTC')::date
    LOOP
        EXECUTE format('DROP TABLE %I', name);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;

REVOKE ALL ON FUNCTION make_sample_partition(text, text, text), ensure_sample_days(timestamptz, timestamptz), drop_sample_days(timestamptz),
    ensure_sample_rollups(integer, timestamptz, timestamptz), drop_sample_rollups(integer, timestamptz) FROM PUBLIC;

-- Samples as plain rows, for any SQL client. A condition on `day` beside the one on `ts` spares the unpacking of other days.
CREATE VIEW "sample" WITH (security_invoker = true) AS
SELECT s.account, s.region, s.name AS resource, s.metric, s.statistic, p.ts, p.value, p.day, s.id AS series_id, s.kind
FROM series s
JOIN (
    SELECT d.account, d.series_id, d.day, (d.day::timestamp AT TIME ZONE 'UTC') + u.slot * interval '1 minute' AS ts, u.value
    FROM sample_day d
    LEFT JOIN LATERAL (
        SELECT array_agg((extract(epoch FROM l.hour - (d.day::timestamp AT TIME ZONE 'UTC')) / 60)::integer + minute - 1) AS slots
        FROM sample_live l
        CROSS JOIN LATERAL generate_subscripts(coalesce(l.wide, l.narrow::float8[]), 1) AS minute
        WHERE l.account = d.account AND l.series_id = d.series_id
          AND l.hour >= (d.day::timestamp AT TIME ZONE 'UTC') AND l.hour < ((d.day + 1)::timestamp AT TIME ZONE 'UTC')
          AND (coalesce(l.wide, l.narrow::float8[]))[minute] IS NOT NULL) newer ON true
    CROSS JOIN LATERAL unpack_samples(d.data) u
    WHERE newer.slots IS NULL OR u.slot <> ALL (newer.slots)
    UNION ALL
    SELECT l.account, l.series_id, (l.hour AT TIME ZONE 'UTC')::date, l.hour + (minute - 1) * interval '1 minute',
        (coalesce(l.wide, l.narrow::float8[]))[minute]
    FROM sample_live l
    CROSS JOIN LATERAL generate_subscripts(coalesce(l.wide, l.narrow::float8[]), 1) AS minute
    WHERE (coalesce(l.wide, l.narrow::float8[]))[minute] IS NOT NULL
) p ON p.account = s.account AND p.series_id = s.id;

-- What is stored moves as it is, rounded as everything is from now on; the worker seals it.
CREATE FUNCTION pg_temp.stored(value double precision) RETURNS double precision LANGUAGE sql AS $$
    SELECT CASE
        WHEN value = 'NaN' OR abs(value) > 3.4028235e38 THEN NULL
        WHEN value = trunc(value) AND abs(value) <= 9007199254740992 THEN value
        WHEN abs(value) < 1e-45 THEN 0
        ELSE value::real::float8 END
$$;

INSERT INTO sample_live (account, series_id, hour, narrow, wide)
SELECT account, series_id, hour, CASE WHEN narrow THEN kept::real[] END, CASE WHEN NOT narrow THEN kept END
FROM (
    SELECT h.account, h.series_id, h.hour, array_agg(pg_temp.stored(u.value) ORDER BY u.minute) AS kept,
        bool_and(abs(pg_temp.stored(u.value)) <= 16777216 OR pg_temp.stored(u.value) <> trunc(pg_temp.stored(u.value))) IS NOT FALSE AS narrow
    FROM sample_hour h CROSS JOIN LATERAL unnest(h.values) WITH ORDINALITY AS u(value, minute)
    GROUP BY h.account, h.series_id, h.hour
) moved
WHERE cardinality(array_remove(kept, NULL)) > 0;

-- DropTable
DROP TABLE "sample_hour";
DROP FUNCTION merge_samples(float8[], float8[]);
