import { places } from '#demo/scenario/floor/setting.ts';
import type { Database } from '#lib/db.ts';
import { dayMs, hourMs } from '#lib/time.ts';
import { judgeQuiet, judgeWorld, newVerdict, type Verdict } from './audit-questions-verdict.ts';
import { liveThrough, type WorldPlan } from './audit-questions-world.ts';

/** A Thursday at noon, and some hours more than a day later with each seed, so that nights and weekends have their turn. */
const firstCalmUntil = Date.parse('2026-11-19T12:00:00Z');
const betweenSeedsMs = 29 * hourMs;

/** The world of a seed: two quiet weeks, after two that are known, and a day of everything. The inventory looks at one place of four. */
export const planOf = (seed: number): WorldPlan => ({
  seed: `seed ${seed}`,
  calmUntil: firstCalmUntil + (seed % 168) * betweenSeedsMs,
  pastMs: 16 * dayMs,
  quietMs: 14 * dayMs,
  quietPlace: places[seed % places.length] ?? places[0],
});

/** @param db the collectors'; what is asked is asked by the database of the environment */
export async function runSeed(db: Database, plan: WorldPlan): Promise<Verdict> {
  const verdict = newVerdict();
  const truth = await liveThrough(db, plan, () => judgeQuiet(plan, verdict));
  return judgeWorld(plan, truth, verdict);
}
