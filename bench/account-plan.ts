import type { Database } from '#lib/db.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { judgeLabeling } from './account-labeling.ts';
import { type Firing, judgeFleet } from './account-quiet.ts';
import { judgeWorld, type Verdict } from './account-verdict.ts';
import { liveThrough, type WorldPlan } from './account-world.ts';

/** `days` quiet ones, whole weeks for all weekdays; 0 for none. `kinds`: of incidents; all unless named. */
export type AccountAsk = { seed: number; days: number; kinds?: readonly string[] };
/** How many minutes of endpoints and of labeling jobs were judged, and what fired in them. */
export type Quiet = Record<'endpoints' | 'labeling jobs', { minutes: number; alarms: string[] }>;
export type AccountAnswer = { quiet: Quiet; verdict: Verdict; seconds: number };

/** A Thursday at noon, and some hours more than a day later with each seed, so that nights, weekends and each victim have their turn. */
const first = Date.parse('2026-11-19T12:00:00Z');
const betweenSeedsMs = 29 * hourMs;
const beginOf = (seed: number): number => first + (seed % 168) * betweenSeedsMs;

export const worldOf = ({ seed, kinds }: AccountAsk): WorldPlan => ({
  ...{ seed: `seed ${seed}`, from: beginOf(seed) },
  ...(kinds ? { kinds } : {}),
});

const told = ({ at, reading: { rule, subject, sentence } }: Firing): string =>
  `${rule} ${subject.name} ${sentence}, ${new Date(at).toISOString()}`;

/** Quiet days of a seed: endpoints of an account in which none of them meets an incident, and labeling jobs that nobody keeps from work. */
export function judgeQuiet({ seed, days }: Pick<AccountAsk, 'seed' | 'days'>): Quiet {
  const from = Math.floor(beginOf(seed) / minuteMs) * minuteMs;
  const window = { from, to: from + days * dayMs };
  const fleet = judgeFleet({ seed: `seed ${seed}`, isSound: true }, window);
  const labeling = judgeLabeling(`seed ${seed}`, window);
  return {
    endpoints: { minutes: fleet.minutes, alarms: fleet.firings.map(told) },
    'labeling jobs': { minutes: labeling.minutes, alarms: labeling.firings.map(told) },
  };
}

/** @param db the collectors'; what is asked is asked by the database of the environment */
export async function runSeed(db: Database, ask: AccountAsk): Promise<AccountAnswer> {
  const began = performance.now();
  const verdict = await judgeWorld(db, await liveThrough(db, worldOf(ask)));
  const quiet = judgeQuiet(ask);
  return { quiet, verdict, seconds: (performance.now() - began) / 1000 };
}
