import type { TeamScope } from '#lib/auth/scope.ts';
import { notFound } from '#lib/errors.ts';
import { dayMs } from '#lib/time.ts';
import { type RunField, type RunWindow, runFields, runWhere } from './run-filter.ts';
import { setup } from './setup.ts';
import { read, toTime } from './sql.ts';
import { type Tally, tally } from './tally.ts';

/** One collector's pass over one account and Region. Epoch ms; metrics and price in US dollars at list, by the configured reading. A run names no team's resource. */
export type RunRow = {
  id: number;
  collector: string;
  account: string;
  region: string;
  /** live · backfill · repair · demand */
  purpose: string;
  windowFrom: number | null;
  windowTo: number | null;
  startedAt: number;
  endedAt: number | null;
  /** running · ok · partial · failed */
  status: string;
  /** read, written, unchanged and whatever else the collector counted. */
  counts: Readonly<Record<string, number>>;
  calls: number;
  retries: number;
  metricsRequested: number;
  priceUsd: number;
  /** Calls that failed, and how many of them no later run has repaired. */
  failures: number;
  open: number;
  /** The words of its failures, the most frequent first. */
  words: readonly string[];
};

/** Figures that the price list reads in two ways, by the configured one. */
const priceColumns = (): string =>
  setup().reading === 'metric'
    ? 'r.metrics_requested as "metricsRequested", r.price_usd as "priceUsd"'
    : 'r.statistics_requested as "metricsRequested", r.price_each_usd as "priceUsd"';

const columns = (): string => `r.id, r.collector, r.account, r.region, r.purpose, r.status, r.counts, r.calls, r.retries,
  ${priceColumns()},
  extract(epoch from r.window_from)::float8 * 1000 as "windowFrom", extract(epoch from r.window_to)::float8 * 1000 as "windowTo",
  extract(epoch from r.started_at)::float8 * 1000 as "startedAt", extract(epoch from r.ended_at)::float8 * 1000 as "endedAt",
  coalesce(f.failures, 0) as failures, coalesce(f.open, 0) as open, coalesce(f.words, '{}') as words`;

const failuresOf = `left join lateral (
  select sum(n)::int as failures, sum(o)::int as open, array_agg(word order by n desc, word) as words
  from (select word, count(*) as n, count(*) filter (where repaired_at is null) as o from run_failure where run_id = r.id group by word) g) f on true`;

/** Where a page of runs ends: "1795060812000.48213". */
export type RunCursor = string;
export type RunPage = { rows: RunRow[]; next: RunCursor | null };

/** A page of runs, newest first. A cursor that is none is the first page. */
export async function listRuns(scope: TeamScope, ask: RunWindow & { limit: number; cursor: RunCursor | null }): Promise<RunPage> {
  const where = runWhere(ask);
  const [, at, id] = /^(\d{1,15})\.(\d{1,9})$/.exec(ask.cursor ?? '') ?? [];
  if (at !== undefined) {
    where.values.push(toTime(Number(at)), Number(id));
    where.sql += ` and (r.started_at, r.id) < ($${where.values.length - 1}, $${where.values.length})`;
  }
  const rows = await read<RunRow>(
    scope,
    null,
    `select ${columns()} from (select * from run r where ${where.sql} order by r.started_at desc, r.id desc limit ${Math.floor(ask.limit) + 1}) r
     ${failuresOf} order by r.started_at desc, r.id desc`,
    where.values,
  );
  const shown = rows.slice(0, ask.limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > ask.limit && last ? `${last.startedAt}.${last.id}` : null };
}

export type RunCounts = { total: number; fields: Record<RunField, Tally[]> };

/** How many runs match, and the values of each filter with their counts; a filter's own choice does not narrow its own list. */
export const countRuns = (scope: TeamScope, ask: RunWindow): Promise<RunCounts> =>
  tally(scope, 'run r', { columns: runFields, where: (without) => runWhere(ask, without) });

/** One run. @throws TrailwatchError `not_found`, also for an id that is none or a run of later than the moment asked */
export async function getRun(scope: TeamScope, { id, now }: { id: string; now: number }): Promise<RunRow> {
  if (!/^\d{1,9}$/.test(id)) throw notFound(`Run ${id.slice(0, 20)}`);
  const [row] = await read<RunRow>(
    scope,
    'run',
    `select ${columns()} from run r ${failuresOf} where r.id = $1 and r.started_at <= $2`,
    [Number(id), toTime(now)],
  );
  if (!row) throw notFound(`Run ${id}`);
  return row;
}

/** The looks of the same source in the day before a run, newest first, at most twelve. */
export async function listFormerRuns(scope: TeamScope, run: RunRow): Promise<RunRow[]> {
  const filter = { collector: [run.collector], account: [run.account], region: [run.region], purpose: [run.purpose] };
  const cursor = `${run.startedAt}.${run.id}`;
  return (await listRuns(scope, { from: run.startedAt - dayMs, to: run.startedAt, filter, limit: 12, cursor })).rows;
}
