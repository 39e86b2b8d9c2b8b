import type { Pool } from 'pg';
import { type RollupPeriod, rollupPeriods } from '#lib/metrics/rollup.ts';
import { dayMs, floorTo } from '#lib/time.ts';
import type { SeriesPoints } from './samples.ts';
import { type Db, transaction } from './transaction.ts';

const made = new WeakMap<Pool, Set<number>>();

/**
 * Makes the days that points fall on, for history to be packed as it comes; in a transaction of its own and one process at a time: the lock
 * must be taken by an earlier statement than the one that looks for the day, or that one still believes what it saw before it waited.
 */
export async function ensureSampleDays(db: Db, series: readonly SeriesPoints[]): Promise<void> {
  const known = made.get(db.pool) ?? new Set();
  made.set(db.pool, known);
  const days = new Set<number>();
  for (const { at } of series) for (const moment of at) days.add(floorTo(moment, dayMs));
  const missing = [...days].filter((day) => !known.has(day)).toSorted((a, b) => a - b);
  if (missing.length === 0) return;
  await transaction(db, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtext('sample days'))`);
    for (const day of missing) await client.query('select ensure_sample_days($1, $1)', [new Date(day)]);
  });
  for (const day of missing) known.add(day);
}

/** Makes the days that are about to be written, and drops those that no one keeps any more. */
export async function keepSampleDays(db: Db, now: number, keptDays: number): Promise<{ made: number; dropped: number }> {
  made.delete(db.pool);
  return transaction(db, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtext('sample days'))`);
    const { rows } = await client.query<{ made: number; dropped: number }>(
      'select ensure_sample_days($1, $2) as made, drop_sample_days($3) as dropped',
      [new Date(now), new Date(now + dayMs), new Date(now - keptDays * dayMs)],
    );
    return rows[0] ?? { made: 0, dropped: 0 };
  });
}

/** Makes the partitions that roll-ups fall on. */
export async function ensureRollupDays(db: Db, periodSeconds: RollupPeriod, series: readonly SeriesPoints[]): Promise<void> {
  const moments = series.flatMap((one) => one.at.map((moment) => floorTo(moment, dayMs)));
  const days = [...new Set(moments)].toSorted((a, b) => a - b);
  await transaction(db, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtext('sample days'))`);
    for (const day of days) await client.query('select ensure_sample_rollups($1, $2, $2)', [periodSeconds, new Date(day)]);
  });
}

const keptAs = { 300: '5m', 3600: '1h' } as const;

/** Drops roll-ups that no one keeps any more. @param keptDays by retention.metrics of trailwatch.yaml */
export async function keepRollups({ pool }: Db, now: number, keptDays: Readonly<Record<'5m' | '1h', number>>): Promise<void> {
  for (const period of rollupPeriods) {
    await pool.query('select drop_sample_rollups($1, $2)', [period, new Date(now - keptDays[keptAs[period]] * dayMs)]);
  }
}
