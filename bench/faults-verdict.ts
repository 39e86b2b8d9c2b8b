import type { Pool } from 'pg';
import type { Place, Scenario } from '#demo/scenario/types.ts';
import { blockMs, eventsOfBlock } from '#demo/services/cloudtrail/delivery.ts';
import { compareWithOracle } from '#lib/collect/testing/oracle.ts';
import { type Window, windowRules } from '#lib/metrics/windows.ts';
import { minuteMs } from '#lib/time.ts';

/** What is stored of one place and window beside what the scenario says there was. All but the sizes are to be 0. */
export type Verdict = {
  sizes: { series: number; points: number; events: number; endedJobs: number };
  faults: Record<string, number>;
  examples: string[];
};

async function countOf(pool: Pool, sql: string, values: unknown[]): Promise<number> {
  return (await pool.query<{ n: number }>(`select (${sql})::int as n`, values)).rows[0]?.n ?? 0;
}

type LedgerRow = { twice: number; unclaimed: number };

/** The ledger beside what is stored: nothing is stored that it does not claim, and it claims all of the lives. */
async function judgeLedger(pool: Pool, place: Place, window: Window): Promise<Record<string, number>> {
  const values = [place.account, place.region, window.from / minuteMs, window.to / minuteMs];
  const { rows } = await pool.query<LedgerRow>(
    `with stored as materialized (
       select series_id, (extract(epoch from ts) / 60)::int as minute from sample
       where account = $1 and ts >= to_timestamp($3::int * 60) and ts < to_timestamp($4::int * 60)
         and day between (to_timestamp($3::int * 60) at time zone 'UTC')::date and (to_timestamp($4::int * 60) at time zone 'UTC')::date
     )
     select (count(*) - count(distinct (o.series_id, o.minute)))::int as twice, (count(*) filter (where not l.asked @> o.minute))::int as unclaimed
     from stored o join series e on e.account = $1 and e.id = o.series_id left join series_ledger l on l.account = $1 and l.series_id = o.series_id
     where e.region = $2 and e.statistic <> 'Sample'`,
    values,
  );
  return {
    'minutes stored twice': rows[0]?.twice ?? 0,
    'minutes stored that the ledger does not claim': rows[0]?.unclaimed ?? 0,
    'series that owe minutes': await countOf(
      pool,
      `select count(*) from series_ledger where account = $1 and region = $2
         and not asked @> int4range($3::int, $4::int) * int4range(active_from, active_to)`,
      values,
    ),
  };
}

function eventIds(scenario: Scenario, place: Place, { from, to }: Window): Set<string> {
  const blocks = Array.from(
    { length: Math.ceil(to / blockMs) - Math.floor(from / blockMs) },
    (_, index) => Math.floor(from / blockMs) + index,
  );
  const records = blocks.flatMap((block) => eventsOfBlock(scenario, place, block));
  const within = records.filter(({ eventTime }) => Date.parse(eventTime) >= from && Date.parse(eventTime) < to);
  return new Set(within.map(({ eventID }) => eventID));
}

async function judgeEvents(pool: Pool, { account, region }: Place, window: Window, wanted: ReadonlySet<string>) {
  const { rows } = await pool.query<{ event_id: string }>(
    'select event_id from audit_event where account = $1 and region = $2 and at >= $3 and at < $4',
    [account, region, new Date(window.from), new Date(window.to)],
  );
  const stored = new Set(rows.map((row) => row.event_id));
  return {
    'events lost': wanted.difference(stored).size,
    'events that never were': stored.difference(wanted).size,
    'events in quarantine': await countOf(pool, 'select count(*) from quarantine', []),
  };
}

/** A resource has one description at any moment, and one that lives has one now. */
async function judgeVersions(pool: Pool): Promise<Record<string, number>> {
  return {
    'versions that overlap': await countOf(
      pool,
      `select count(*) from resource_version a join resource_version b using (account, region, kind, name)
       where b.valid_from > a.valid_from and (a.valid_to is null or a.valid_to > b.valid_from)`,
      [],
    ),
    'living resources without a version': await countOf(
      pool,
      `select count(*) from resource r where deleted_at is null and description is not null and not exists (select from resource_version v
         where (v.account, v.region, v.kind, v.name) = (r.account, r.region, r.kind, r.name) and v.valid_to is null)`,
      [],
    ),
  };
}

/**
 * What runs say that they could not have, and nobody has had since, in words. What lies at either edge of the time that is asked for is left
 * out: what CloudWatch forgets while it fails cannot be had.
 */
export async function listOpenFailures(pool: Pool, now: number): Promise<string[]> {
  const { rows } = await pool.query<{ words: string }>(
    `select format('run %s of %s (%s, %s): %s %s of %s series from %s to %s: %s', r.id, r.collector, r.purpose, r.status, f.operation, f.code,
         cardinality(f.series_ids), f.window_from, f.window_to, (select string_agg(format('%s %s %s lives %s–%s, asked %s', s.kind, s.name, s.metric,
           l.active_from, l.active_to, l.asked), '; ') from series s left join series_ledger l on l.account = s.account and l.series_id = s.id
           where s.account = r.account and s.id = any(f.series_ids[1:2]))) as words
     from run_failure f join run r on r.id = f.run_id
     where r.collector in ('metrics', 'audit') and f.repaired_at is null and f.window_to < $1 and f.window_from >= $2 and r.status <> 'failed' order by r.id, f.seq`,
    [new Date(now - 60 * minuteMs), new Date(now - windowRules.keptMs)],
  );
  return rows.map(({ words }) => words);
}

/** Runs: none stands as running for ever, none began or covered what had not come yet, and what failed was had later. */
async function judgeRuns(pool: Pool, now: number, open: readonly string[]): Promise<Record<string, number>> {
  return {
    'runs that nobody ended': await countOf(
      pool,
      `select count(*) from run r where status = 'running' and not exists (select from worker w where w.id = r.worker)`,
      [],
    ),
    'runs of a time to come': await countOf(
      pool,
      'select count(*) from run where greatest(started_at, window_to, ended_at) > $1',
      [new Date(now + minuteMs)],
    ),
    'failures not made good': open.length,
  };
}

/** Judges a window that has had its quiet time since. `now`: of AWS. */
export async function judge(
  pool: Pool,
  scenario: Scenario,
  { place, window, now }: { place: Place; window: Window; now: number },
): Promise<Verdict> {
  const samples = await compareWithOracle(pool, scenario, place, window);
  const events = eventIds(scenario, place, window);
  const open = await listOpenFailures(pool, now);
  const endedJobs = await countOf(
    pool,
    `select count(*) from resource where account = $1 and region = $2 and kind in ('training_job', 'processing_job', 'transform_job')
       and ended_at >= $3 and ended_at < $4`,
    [place.account, place.region, new Date(window.from), new Date(window.to)],
  );
  return {
    sizes: { series: samples.series, points: samples.points, events: events.size, endedJobs },
    faults: {
      'series never stored': samples.unknownSeries.length,
      'minutes lost': samples.missing,
      'minutes that never were': samples.surplus,
      'minutes of another value': samples.wrong,
      ...(await judgeLedger(pool, place, window)),
      ...(await judgeEvents(pool, place, window, events)),
      ...(await judgeVersions(pool)),
      ...(await judgeRuns(pool, now, open)),
    },
    examples: [...samples.examples, ...samples.unknownSeries.slice(0, 3), ...open.slice(0, 3)],
  };
}
