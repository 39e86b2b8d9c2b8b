import { beforeEach, expect, test } from 'vitest';
import { readRolledSteps } from '#lib/queries/rollups.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { ensureRollupDays, keepRollups } from './partitions.ts';
import { saveRollups } from './rollups.ts';
import { transaction } from './transaction.ts';

const { pool, workerUrl, url } = await testDatabase('worker');
process.env.DATABASE_URL = url;
const account = '1';
const day = Date.parse('2026-09-18T00:00:00Z');
const series = { id: 1, account, statistic: 'p99' };

beforeEach(() => pool.query('delete from sample_rollup'));

async function save(periodSeconds: 300 | 3600, points: Record<number, number>): Promise<number> {
  const at = Object.keys(points).map((slot) => day + Number(slot) * periodSeconds * 1000);
  const asked = { periodSeconds, series: [{ seriesId: 1, at, values: Object.values(points) }] };
  await ensureRollupDays({ pool }, periodSeconds, asked.series);
  return transaction({ pool }, (client) => saveRollups(client, account, asked));
}

const read = (stepMs: number, to = day + 4 * stepMs) => readRolledSteps(everyScope(), series, { from: day, to, stepMs });

test('what was asked is stored once, a later value replaces an earlier one, and says that it was asked', async () => {
  expect(workerUrl).not.toBe(url);
  expect(await save(300, { 0: 1, 2: 3, 300: 9 })).toBe(3);
  expect(await save(300, { 1: 0.1, 2: 4, 3: Number.NaN })).toBe(2);
  expect(await read(5 * minuteMs)).toEqual([1, Math.fround(0.1), 4, null]);
  const { rows } = await pool.query('select made, n, min, max from sample_rollup order by day');
  expect(rows).toEqual([
    { made: 'asked', n: 3, min: Math.fround(0.1), max: 4 },
    { made: 'asked', n: 1, min: 9, max: 9 },
  ]);
});

test('the finer period is read before the coarser, and neither in finer steps', async () => {
  await save(3600, { 0: 10, 1: 20 });
  await save(300, { 0: 1, 11: 2 });
  expect(await read(hourMs)).toEqual([2, 20, null, null]);
  expect(await read(minuteMs)).toEqual([null, null, null, null]);
});

test('is dropped by whole partitions when no one keeps it any more', async () => {
  await save(3600, { 0: 10 });
  await keepRollups({ pool }, day + 200 * dayMs, { '5m': 63, '1h': 455 });
  expect(await read(hourMs)).toEqual([10, null, null, null]);
  await keepRollups({ pool }, day + 500 * dayMs, { '5m': 63, '1h': 455 });
  expect(await read(hourMs)).toEqual([null, null, null, null]);
});
