import type { Database } from '#lib/db.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { type Computed, judgeIncidents } from './account-computed.ts';
import { judgeLabeling } from './account-labeling.ts';
import { type Firing, judgeFleet } from './account-quiet.ts';
import { judgeWorld, type Verdict } from './account-verdict.ts';
import { liveThrough } from './account-world.ts';

/** `days`: quiet ones, whole weeks for all weekdays; 0 for none. */
export type AccountAsk = { seed: number; days: number };
/** How many minutes of endpoints and of labeling jobs were judged, and what fired in them. */
type Quiet = Record<'endpoints' | 'labeling jobs', { minutes: number; alarms: string[] }>;
export type AccountAnswer = { quiet: Quiet; computed: Computed; verdict: Verdict };

/** A Thursday at noon, and some hours more than a day later with each seed, so that nights, weekends and each victim have their turn. */
const first = Date.parse('2026-11-19T12:00:00Z');
const betweenSeedsMs = 29 * hourMs;
const beginOf = (seed: number): number => first + (seed % 168) * betweenSeedsMs;

const told = ({ at, reading: { rule, subject, sentence } }: Firing): string =>
  `${rule} ${subject.name} ${sentence}, ${new Date(at).toISOString()}`;

/** Quiet days of a seed: endpoints of an account in which none of them meets an incident, and labeling jobs that nobody keeps from work. */
function judgeQuiet({ seed, days }: AccountAsk): Quiet {
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
  const verdict = await judgeWorld(db, await liveThrough(db, { seed: `seed ${ask.seed}`, from: beginOf(ask.seed) }));
  const computed = judgeIncidents(`seed ${ask.seed}`, beginOf(ask.seed));
  return { quiet: judgeQuiet(ask), computed, verdict };
}
