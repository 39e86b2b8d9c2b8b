import type { Database } from '#lib/db.ts';
import { ensureSampleDays } from '#lib/store/partitions.ts';
import { saveSamples } from '#lib/store/samples.ts';
import { transaction } from '#lib/store/transaction.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import { atLeast, atMost, beside, type Figure } from './figure.ts';
import { inOwnDatabase } from './own-database.ts';
import { fillNarrow } from './store-narrow.ts';
import { account, minutes, window } from './store-place.ts';
import { readFigures } from './store-reads.ts';
import { realFigures } from './store-real.ts';
import { drawSeries, pointsOf } from './store-series.ts';

const seriesCount = 2000;
const sealedMinutes = minutes - dayMs / 2 / minuteMs;
const seriesAtOnce = 25;
const writers = 3;
const historyRuns = 3;
const cycleMinutes = 5;
const batchSeries = 500;

/** What the metric store takes to write, to keep and to read. */
export async function measure(): Promise<Figure[]> {
  return inOwnDatabase(async (db) => {
    await seedSeries(db, seriesCount);
    const history = await writeHistory(db);
    const live = await writeLive(db);
    const sizes = await sizeFigures(db);
    const narrow = await fillNarrow(db);
    return [
      ...[...sizes.figures, history, live],
      atLeast('smaller than a narrow table (of 100 of the series)', narrow / sizes.bytes, '×', 30),
      beside('the narrow table (series, ts, value) with its primary key', narrow, 'B'),
      ...(await readFigures(db)),
      ...realFigures(),
    ];
  });
}

const seedSeries = ({ pool }: Database, count: number) =>
  pool.query(
    `insert into series (account, region, kind, name, namespace, metric, dimensions, dimensions_key, statistic)
     select $1, 'eu-west-1', 'endpoint', 'endpoint-' || n / 12, 'AWS/SageMaker', 'metric-' || n % 12, '[]', n::text, 'Average'
     from generate_series(1, $2) n`,
    [account, count],
  );

/** Series one after another, as a first start fills them: packing here, and storing there. Drawing them is not timed. The best of three runs. */
async function writeHistory(db: Database): Promise<Figure> {
  const days = Array.from({ length: 15 }, (_, day) => window.from + day * dayMs);
  await ensureSampleDays(db, [{ seriesId: 1, at: days, values: [] }]);
  const runs = Array.from({ length: historyRuns }, () => ({ samples: 0, spentMs: 0 }));
  for (let first = 1; first <= seriesCount; first += seriesAtOnce * writers) {
    const run = runs[Math.floor(((first - 1) * historyRuns) / seriesCount)];
    const batches = Array.from({ length: writers }, (_, writer) =>
      Array.from({ length: seriesAtOnce }, (__, index) => first + writer * seriesAtOnce + index)
        .filter((id) => id <= seriesCount)
        .map((id) => pointsOf(id, drawSeries(id, minutes).subarray(0, sealedMinutes), window.from)),
    );
    const start = performance.now();
    await Promise.all(batches.map((batch) => transaction(db, (client) => saveSamples(client, account, batch))));
    if (!run) continue;
    run.spentMs += performance.now() - start;
    run.samples += batches.flat().length * sealedMinutes;
  }
  const best = Math.max(...runs.map(({ samples, spentMs }) => samples / spentMs));
  return atLeast('into the store, history with its roll-ups', best / 1000, 'M/s', 5);
}

/** Five minutes of every series at a time, as the collector writes them. */
async function writeLive(db: Database): Promise<Figure> {
  const series = Array.from({ length: seriesCount }, (_, index) => drawSeries(index + 1, minutes).subarray(sealedMinutes));
  let spentMs = 0;
  let cycles = 0;
  for (let minute = 0; minute < minutes - sealedMinutes; minute += cycleMinutes) {
    const from = window.from + (sealedMinutes + minute) * minuteMs;
    const points = series.map((values, index) => pointsOf(index + 1, values.subarray(minute, minute + cycleMinutes), from));
    const start = performance.now();
    for (let first = 0; first < points.length; first += batchSeries) {
      await transaction(db, (client) => saveSamples(client, account, points.slice(first, first + batchSeries)));
    }
    spentMs += performance.now() - start;
    cycles += 1;
  }
  return beside(
    'five minutes of 120,000 series into the live part (of 2,000)',
    ((spentMs / cycles) * 120_000) / seriesCount / 1000,
    's',
  );
}

async function sizeFigures({ pool }: Database): Promise<{ bytes: number; figures: Figure[] }> {
  const { rows } = await pool.query<{ live: string; days: string; rollups: string }>(
    `select pg_total_relation_size('sample_live') as live,
       (select sum(pg_total_relation_size(inhrelid)) from pg_inherits where inhparent = 'sample_day'::regclass) as days,
       (select sum(pg_total_relation_size(inhrelid)) from pg_inherits where inhparent = 'sample_rollup'::regclass) as rollups`,
  );
  const { live, days, rollups } = rows[0] ?? { live: '0', days: '0', rollups: '0' };
  const bytes = (Number(live) + Number(days)) / (seriesCount * minutes);
  return {
    bytes,
    figures: [
      atMost('a sample, rows, indexes and live part (2,000 series × 15 days, half of them noise)', bytes, 'B', 2.5),
      beside('a packed sample', Number(days) / (seriesCount * sealedMinutes), 'B'),
      beside('a live sample', Number(live) / (seriesCount * (minutes - sealedMinutes)), 'B'),
      beside('roll-ups apart, a sample they were made of', Number(rollups) / (seriesCount * sealedMinutes), 'B'),
    ],
  };
}
