-- What is left of a packed day after its whole chunks stands in its row: a shorter chunk leaves a page with room for nothing.

-- AlterTable
ALTER TABLE "sample_day" ADD COLUMN     "rest" BYTEA NOT NULL DEFAULT '\x';

-- What follows Prisma cannot express.

ALTER TABLE "sample_day" ALTER COLUMN "rest" SET STORAGE MAIN;

-- A roll-up of a day is a little too long for PostgreSQL's usual bound: cut up, it costs two rows more to write and to read.
CREATE OR REPLACE FUNCTION make_sample_partition(parent text, name text, bounds text) RETURNS boolean
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
    IF parent = 'sample_rollup' THEN
        EXECUTE format('ALTER TABLE %I SET (toast_tuple_target = 4080)', name);
    END IF;
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES %s', parent, name, bounds);
    RETURN true;
END
$$;

-- The same as before, with one query for all blocks instead of one for each.
CREATE OR REPLACE FUNCTION unpack_samples(packed bytea) RETURNS TABLE (slot integer, value double precision)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE ROWS 1440 COST 2000 AS $$
DECLARE
    data bytea := packed || '\x0000000000000000';
    head integer := get_byte(packed, 0) * 256 + get_byte(packed, 1);
    slots integer := get_byte(packed, 2) * 256 + get_byte(packed, 3);
    places integer[];
    total integer := slots;
    at integer := 5;
    size integer;
    bytes integer;
    starts integer[] := '{}';
    kinds integer[] := '{}';
    widths integer[] := '{}';
    bases bigint[] := '{}';
    bodies integer[] := '{}';
BEGIN
    IF get_byte(packed, 4) = 1 THEN
        SELECT array_agg(s ORDER BY s) INTO places FROM generate_series(0, slots - 1) s WHERE get_bit(packed, 40 + (s # 7)) = 1;
        total := cardinality(places);
        at := at + (slots + 7) / 8;
    END IF;
    FOR start IN 0..total - 1 BY 96 LOOP
        size := least(96, total - start);
        bytes := get_byte(data, at) >> 4;
        starts := starts || start;
        kinds := kinds || (get_byte(data, at) & 15);
        widths := widths || get_byte(data, at + 1);
        bases := bases || CASE WHEN bytes = 0 THEN 0
            ELSE ('x' || encode(substr(data, at + 3, 8), 'hex'))::bit(64)::bigint >> (64 - 8 * bytes) END;
        at := at + 2 + bytes;
        bodies := bodies || at;
        at := at + (size * get_byte(data, at - bytes - 1) + 7) / 8;
    END LOOP;
    RETURN QUERY
        SELECT head + coalesce(places[b.start + i + 1], b.start + i), CASE b.kind
            WHEN 0 THEN m::float8
            WHEN 7 THEN CASE WHEN m < 0 THEN -1 ELSE 1 END * CASE (o >> 23) & 255 WHEN 0 THEN (o & 8388607) * power(2::float8, -149)
                ELSE ((o & 8388607) + 8388608) * power(2::float8, ((o >> 23) & 255) - 150) END
            WHEN 8 THEN CASE WHEN r < 0 THEN -1 ELSE 1 END * CASE (r >> 52) & 2047 WHEN 0 THEN 0
                ELSE ((r & 4503599627370495) + 4503599627370496) * power(2::float8, ((r >> 52) & 2047) - 1075) END
            ELSE (m::float8 / power(10::float8, b.kind))::float4::float8 END
        FROM unnest(starts, kinds, widths, bases, bodies) AS b (start, kind, width, base, body)
        CROSS JOIN LATERAL generate_series(0, least(96, total - b.start) - 1) i
        CROSS JOIN LATERAL (SELECT CASE WHEN b.width = 0 THEN 0
            ELSE ('x' || encode(substr(data, b.body + 1 + ((i * b.width) >> 3), 8), 'hex'))::bit(64)::bigint END AS r OFFSET 0) raw
        CROSS JOIN LATERAL (SELECT b.base + CASE WHEN b.width = 0 THEN 0
            ELSE ((r << ((i * b.width) & 7)) >> (64 - b.width)) & ((1::bigint << b.width) - 1) END AS m) integers
        CROSS JOIN LATERAL (SELECT CASE WHEN m < 0 THEN m # 2147483647 ELSE m END AS o) orders;
END
$$;

CREATE OR REPLACE VIEW "sample" WITH (security_invoker = true) AS
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
    CROSS JOIN LATERAL unpack_samples(d.data || d.rest) u
    WHERE newer.slots IS NULL OR u.slot <> ALL (newer.slots)
    UNION ALL
    SELECT l.account, l.series_id, (l.hour AT TIME ZONE 'UTC')::date, l.hour + (minute - 1) * interval '1 minute',
        (coalesce(l.wide, l.narrow::float8[]))[minute]
    FROM sample_live l
    CROSS JOIN LATERAL generate_subscripts(coalesce(l.wide, l.narrow::float8[]), 1) AS minute
    WHERE (coalesce(l.wide, l.narrow::float8[]))[minute] IS NOT NULL
) p ON p.account = s.account AND p.series_id = s.id;
