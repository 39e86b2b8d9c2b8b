import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { minutesOf } from '#lib/metrics/hours.ts';
import { packSlots } from '#lib/metrics/packed-buffer.ts';
import { unpackRollup } from '#lib/metrics/rollup.ts';
import { storedValue } from '#lib/metrics/stored-value.ts';
import { sampleSlots } from '#lib/metrics/testing/sample-slots.ts';
import { readHours } from '#lib/queries/series.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { ensureSampleDays, keepSampleDays } from './partitions.ts';
import { saveSamples } from './samples.ts';
import { sealSamples } from './seal.ts';
import { transaction } from './transaction.ts';

const owner = await testDatabase();
process.env.DATABASE_URL = owner.url;
const { pool } = owner;
const scope = everyScope();
const account = '1';
const day = Date.parse('2026-11-18T00:00:00Z');
const now = day + dayMs + 2 * hourMs;
const sealing = { now, keptDays: 15 };

beforeEach(async () => {
  await pool.query('truncate series, series_ledger, sample_live, sample_day, sample_rollup restart identity');
  for (const statistic of ['Average', 'p99']) {
    await pool.query(
      `insert into series (account, region, kind, name, namespace, metric, dimensions, dimensions_key, statistic)
       values ($1, 'r', 'endpoint', 'e', 'n', 'm', '[]', '', $2)`,
      [account, statistic],
    );
  }
});

const save = (points: Record<number, number>, seriesId = 1, from = day): Promise<number> =>
  transaction({ pool }, (client) => {
    const minutes = Object.entries(points);
    const at = minutes.map(([minute]) => from + Number(minute) * minuteMs);
    return saveSamples(client, account, [{ seriesId, at, values: minutes.map(([, value]) => value) }]);
  });

/** What the view says and what the pages read, which must be one. */
async function stored(seriesId = 1): Promise<Record<number, number>> {
  const { rows } = await pool.query<{ ts: Date; value: number }>(
    'select ts, value from sample where account = $1 and series_id = $2 order by ts',
    [account, seriesId],
  );
  const shown = Object.fromEntries(rows.map(({ ts, value }) => [(ts.getTime() - day) / minuteMs, value]));
  const window = { from: day, to: day + 3 * dayMs };
  const hours = await readHours(scope, [{ account, id: seriesId }], window);
  const minutes = minutesOf(hours.get(seriesId) ?? [], window.from, window.to);
  expect(Object.fromEntries(minutes.flatMap((value, minute) => (value === null ? [] : [[minute, value]])))).toEqual(shown);
  expect(rows).toHaveLength(Object.keys(shown).length);
  return shown;
}

const count = async (table: string): Promise<number> =>
  (await pool.query<{ n: number }>(`select count(*)::int as n from ${table}`)).rows[0]?.n ?? 0;

const run = (length: number, value = (minute: number) => minute / 3): Record<number, number> =>
  Object.fromEntries(Array.from({ length }, (_, minute) => [minute, value(minute)]));

const kept = (points: Record<number, number>): Record<number, number> =>
  Object.fromEntries(Object.entries(points).map(([minute, value]) => [minute, storedValue(value) ?? Number.NaN]));

test('the database unpacks what the program packs', async () => {
  await fc.assert(
    fc.asyncProperty(sampleSlots(1440), async (slots) => {
      const packed = packSlots([slots]);
      if (!packed) return;
      const { rows } = await pool.query<[number, number]>({
        text: 'select * from unpack_samples($1)',
        values: [packed],
        rowMode: 'array',
      });
      const unpacked = new Float64Array(slots.length).fill(Number.NaN);
      for (const [slot, value] of rows) unpacked[slot] = value;
      expect(unpacked).toEqual(slots);
    }),
    { numRuns: 60 },
  );
});

describe('saveSamples', () => {
  test.each([
    {
      name: 'a later value replaces an earlier one',
      writes: [
        { 0: 1, 1: 2 },
        { 1: 3, 2: 4 },
      ],
      want: { 0: 1, 1: 3, 2: 4 },
    },
    {
      name: 'a hole erases nothing',
      writes: [
        { 5: 1, 6: 2, 7: 3 },
        { 4: 9, 8: 9 },
      ],
      want: { 4: 9, 5: 1, 6: 2, 7: 3, 8: 9 },
    },
    {
      name: 'an integer beyond float32 is exact beside a fraction',
      writes: [{ 0: 0.5 }, { 1: 16_777_217 }, { 2: 0.25 }],
      want: { 0: 0.5, 1: 16_777_217, 2: 0.25 },
    },
    { name: 'what is no number is no sample', writes: [{ 0: 1, 1: Number.NaN, 2: Number.POSITIVE_INFINITY }], want: { 0: 1 } },
    {
      name: 'hours and days are told apart',
      writes: [{ 59: 1, 60: 2, 1439: 3, 1440: 4 }],
      want: { 59: 1, 60: 2, 1439: 3, 1440: 4 },
    },
  ])('$name', async ({ writes, want }) => {
    for (const points of [...writes, writes.at(-1) ?? {}]) await save(points);
    expect(await stored()).toEqual(want);
    await sealSamples(owner, { ...sealing, now: now + 9 * dayMs });
    expect(await count('sample_live')).toBe(0);
    expect(await stored()).toEqual(want);
  });

  test('what changes nothing writes nothing', async () => {
    await save({ 0: 0.1, 1: 0.2 });
    const before = (await pool.query('select xmin from sample_live')).rows;
    await save({ 0: 0.1, 1: 0.2 });
    expect((await pool.query('select xmin from sample_live')).rows).toEqual(before);
  });

  test('history is packed as it comes, unless something of its day is stored', async () => {
    const points = run(600);
    await ensureSampleDays(owner, [{ seriesId: 1, at: [day], values: [] }]);
    await save(points);
    expect([await count('sample_live'), await count('sample_day')]).toEqual([0, 1]);
    await save({ ...points, 3: 7 });
    expect(await count('sample_live')).toBe(10);
    expect(await stored()).toEqual(kept({ ...points, 3: 7 }));
  });

  test('history of a day without a partition waits for it in the live part', async () => {
    const points = run(300);
    await save(points, 1, day - 400 * dayMs);
    expect(await count('sample_live')).toBe(5);
  });
});

describe('sealSamples', () => {
  test('packs days that ended an hour ago, and leaves the others', async () => {
    await save(run(100));
    await save({ 1440: 5 });
    expect(await sealSamples(owner, { ...sealing, now: day + dayMs + hourMs - 1 })).toBe(0);
    expect(await sealSamples(owner, sealing)).toBe(1);
    expect([await count('sample_live'), await count('sample_day')]).toEqual([1, 1]);
    expect(await stored()).toEqual(kept({ ...run(100), 1440: 5 }));
    const { rows } = await pool.query('select n, min, max, sum from sample_day');
    expect(rows).toEqual([{ n: 100, min: 0, max: 33, sum: expect.closeTo(1650, 3) }]);
  });

  test('late points are seen at once, and sealed anew over what was sealed, roll-ups too', async () => {
    await save(run(10, () => 2));
    await sealSamples(owner, sealing);
    await save({ 4: 8, 700: 1 });
    const want = { ...run(10, () => 2), 4: 8, 700: 1 };
    expect(await stored()).toEqual(want);
    expect(await sealSamples(owner, sealing)).toBe(1);
    expect(await stored()).toEqual(want);
    const { rows } = await pool.query<{ data: Buffer }>(
      `select data from sample_rollup where period_seconds = 300 and made = 'computed'`,
    );
    const [packed] = rows;
    const { sum, count: number, min, max } = unpackRollup(packed?.data ?? Buffer.alloc(0), 300);
    expect([0, 1, 2, 140].map((slot) => [sum[slot], number[slot], min[slot], max[slot]])).toEqual([
      [16, 5, 2, 8],
      [10, 5, 2, 2],
      [Number.NaN, Number.NaN, Number.NaN, Number.NaN],
      [1, 1, 1, 1],
    ]);
  });

  test('computes no roll-up of percentiles', async () => {
    for (const id of [1, 2]) await save(run(100), id);
    await sealSamples(owner, sealing);
    const { rows } = await pool.query('select series_id, period_seconds, made from sample_rollup order by 2');
    expect(rows).toEqual([
      { series_id: 1, period_seconds: 300, made: 'computed' },
      { series_id: 1, period_seconds: 3600, made: 'computed' },
    ]);
  });

  test('that is cut off loses and doubles nothing', async () => {
    await save(run(100));
    await pool.query(`create function refuse() returns trigger language plpgsql as $$ begin raise 'cut off'; end $$;
      create trigger refuse before insert on sample_rollup for each statement execute function refuse()`);
    await expect(sealSamples(owner, sealing)).rejects.toThrow('cut off');
    expect([await count('sample_live'), await count('sample_day')]).toEqual([2, 0]);
    await pool.query('drop trigger refuse on sample_rollup; drop function refuse()');
    await sealSamples(owner, sealing);
    expect(await stored()).toEqual(kept(run(100)));
  });

  test('while others write and seal, every value of the last writer is there', async () => {
    await ensureSampleDays(owner, [{ seriesId: 1, at: [day], values: [] }]);
    const rounds = Array.from({ length: 12 }, (_, round) => round);
    await Promise.all([
      ...rounds.map((round) =>
        save(
          run(1440, (minute) => minute),
          1 + (round % 2),
        ),
      ),
      ...rounds.map((round) => save({ [1440 + round]: round }, 1)),
      ...rounds.map((round) => save({ [round]: round }, 2)),
      ...rounds.map(() => sealSamples(owner, sealing)),
    ]);
    await sealSamples(owner, sealing);
    expect(await stored(1)).toEqual({
      ...run(1440, (minute) => minute),
      ...Object.fromEntries(rounds.map((round) => [1440 + round, round])),
    });
    expect(await stored(2)).toEqual(run(1440, (minute) => minute));
  });

  test('drops what is older than is kept', async () => {
    await save({ 0: 1 }, 1, day - 30 * dayMs);
    await save({ 0: 2 });
    await sealSamples(owner, sealing);
    expect(await stored()).toEqual({ 0: 2 });
    await keepSampleDays(owner, now + 20 * dayMs, 15);
    expect(await count('sample')).toBe(0);
  });
});
