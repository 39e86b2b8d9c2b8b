import type { Database } from '#lib/db.ts';
import { factorFor, selectMinMax } from '#lib/metrics/downsample.ts';
import { minutesOf } from '#lib/metrics/hours.ts';
import { readHours } from '#lib/queries/series.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { minuteMs } from '#lib/time.ts';
import { atLeast, atMost, beside, type Figure, quantile } from './figure.ts';
import { narrowSeries } from './store-narrow.ts';
import { account, minutes, window } from './store-place.ts';

const runs = 3;
const samples = 20;
/** The narrow table takes its turn less often: it would take most of the time. */
const narrowEvery = 4;
const seriesOfPage = 12;
const columns = 720;
const scope = everyScope();

const idsOf = (sample: number, of: number): number[] =>
  Array.from({ length: seriesOfPage }, (_, index) => 1 + ((sample * seriesOfPage + index) % of));

const thin = (values: readonly (number | null)[]) => selectMinMax(values, factorFor(minutes, columns));

async function readPacked(ids: readonly number[]): Promise<number> {
  const hours = await readHours(
    scope,
    ids.map((id) => ({ account, id })),
    window,
  );
  return ids.reduce((sum, id) => sum + thin(minutesOf(hours.get(id) ?? [], window.from, window.to)).length, 0);
}

async function readNarrow({ pool }: Database, ids: readonly number[]): Promise<number> {
  const { rows } = await pool.query<[number, number, number]>({
    name: 'narrow',
    text: 'select series, extract(epoch from ts)::int4, value from narrow where series = any($1) and ts >= $2 and ts < $3',
    values: [ids, new Date(window.from), new Date(window.to)],
    rowMode: 'array',
  });
  const series = new Map(ids.map((id) => [id, new Array<number | null>(minutes).fill(null)]));
  for (const [id, at, value] of rows) (series.get(id) ?? [])[(at * 1000 - window.from) / minuteMs] = value;
  return [...series.values()].reduce((sum, values) => sum + thin(values).length, 0);
}

const viewDay = "select ts, value from sample where account = $1 and series_id = $2 and day = '2026-11-12'";
const viewTime = `select ts, value from sample where account = $1 and series_id = $2
  and ts >= '2026-11-12T00:00:00Z' and ts < '2026-11-13T00:00:00Z'`;

type Timed = Record<'packed' | 'narrow' | 'view' | 'byTime' | 'trip', number[]>;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** One run: every kind of read in turn, so that what disturbs one disturbs all. */
async function readInTurn(db: Database, count = samples): Promise<Timed> {
  const times: Timed = { packed: [], narrow: [], view: [], byTime: [], trip: [] };
  for (let sample = 0; sample < count; sample += 1) {
    const own = idsOf(sample, 2000);
    const series = [account, own[0]];
    times.packed.push(await timed(() => readPacked(own)));
    if (sample % narrowEvery === 0) times.narrow.push(await timed(() => readNarrow(db, idsOf(sample, narrowSeries))));
    times.view.push(await timed(() => db.pool.query(viewDay, series)));
    times.byTime.push(await timed(() => db.pool.query(viewTime, series)));
    times.trip.push(await timed(() => db.pool.query('select 1')));
  }
  return times;
}

export async function readFigures(db: Database): Promise<Figure[]> {
  await readInTurn(db, 20);
  const all: Timed[] = [];
  for (let run = 0; run < runs; run += 1) all.push(await readInTurn(db));
  const best = (kind: keyof Timed, share: number): number => Math.min(...all.map((times) => quantile(times[kind], share)));
  const ratio = Math.max(...all.map((times) => quantile(times.narrow, 0.5) / quantile(times.packed, 0.5)));
  return [
    atMost('12 series × 15 days read, decoded and downsampled, p95', best('packed', 0.95), 'ms', 20),
    beside('the same, median', best('packed', 0.5), 'ms'),
    atLeast('faster to read than the narrow table, medians', ratio, '×', 15),
    beside('the same of the narrow table, median', best('narrow', 0.5), 'ms'),
    atMost('a series-day through the view sample, by day, p95', best('view', 0.95), 'ms', 50),
    atMost('a series-day through the view sample, by time alone, p95', best('byTime', 0.95), 'ms', 50),
    beside('select 1, median', best('trip', 0.5), 'ms'),
    beside('loop of 1e8 additions', loop(), 'ms'),
  ];
}

function loop(): number {
  const start = performance.now();
  let sum = 0;
  for (let i = 0; i < 1e8; i++) sum = (sum + i) | 0;
  return performance.now() - start + (sum === 0.5 ? 1 : 0);
}
