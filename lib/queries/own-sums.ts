import { longestWindow, spanStepMs } from '#lib/alerts/burn.ts';
import { minutesIn } from '#lib/alerts/burn-spans.ts';
import type { OwnRule } from '#lib/alerts/own-rule.ts';
import { countOf, type PastSum, type SumWatch } from '#lib/alerts/sum-watch.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { minutesOf, type SampleHourRow } from '#lib/metrics/hours.ts';
import { unpackSlots } from '#lib/metrics/packed-slots.ts';
import { slotsOf, unpackRollup } from '#lib/metrics/rollup.ts';
import type { Window } from '#lib/metrics/windows.ts';
import { dayMs, floorTo, hourMs, minuteMs } from '#lib/time.ts';
import { readHours, type SeriesRecord } from './series.ts';
import { toTime } from './sql.ts';
import { walled } from './walled.ts';

type Keyed = Pick<SeriesRecord, 'id' | 'account'>;
const dateOf = (at: number): string => toTime(at).toISOString().slice(0, 10);
const period = 3600;
const fineMs = spanStepMs(61);
/** Windows that begin with a whole five minutes are no longer. */
const fineLengthMs = 12 * hourMs;

type RolledDay = { id: number; day: number; isAsked: boolean; sum: number; data: Buffer | null };

/** Days of hours; `data`: of those since `hoursFrom` alone, of the others a sum is enough. */
async function listDaysOfHours(scope: TeamScope, series: readonly Keyed[], { from, hoursFrom, to }: Depth): Promise<RolledDay[]> {
  const { rows } = await walled<[number, number, boolean, number, Buffer | null]>(scope, {
    name: 'q:days of hours',
    text: `select series_id, extract(epoch from day)::int4, made = 'asked', sum, case when day >= $6 then data end from sample_rollup
           where account = any($1) and series_id = any($2::int4[]) and period_seconds = $3 and day >= $4 and day <= $5`,
    values: [
      [...new Set(series.map(({ account }) => account))],
      series.map(({ id }) => id),
      ...[period, dateOf(from), dateOf(to - 1), dateOf(hoursFrom)],
    ],
    rowMode: 'array',
  });
  return rows.map(([id, epoch, isAsked, sum, data]) => ({ id, day: epoch * 1000, isAsked, sum, data }));
}

function hoursOf({ data, isAsked }: RolledDay): Float64Array {
  if (data === null) return new Float64Array();
  if (!isAsked) return unpackRollup(data, period).sum;
  return unpackSlots(data, { slots: slotsOf(period), columns: 1 })[0] ?? new Float64Array();
}

/** Sums of days before `hoursFrom`, and of hours from then to `to`; where minutes are there in part alone, what CloudWatch answered is more. */
function pastSums(days: readonly RolledDay[], { hoursFrom, to }: Pick<Depth, 'hoursFrom' | 'to'>): PastSum[] {
  const sums = new Map<number, PastSum>();
  const add = (at: number, stepMs: number, value: number): void => {
    const known = sums.get(at)?.value ?? 0;
    sums.set(at, { at, stepMs, value: Math.max(known, countOf(value)) });
  };
  for (const one of days) {
    if (one.day < hoursFrom) add(one.day, dayMs, one.sum);
    else
      for (const [hour, value] of hoursOf(one).entries())
        if (one.day + hour * hourMs < to) add(one.day + hour * hourMs, hourMs, value);
  }
  return [...sums.values()].toSorted((a, b) => a.at - b.at);
}

/** Whole days, and the hours since `hoursFrom` (a whole day), to `to` (a whole hour). Epoch ms. */
type Depth = { from: number; hoursFrom: number; to: number };

/** Sums of whole days between two of them, by series. */
export async function readDaySums(
  scope: TeamScope,
  series: readonly Keyed[],
  { from, to }: Window,
): Promise<Map<number, PastSum[]>> {
  const days = await listDaysOfHours(scope, series, { from, hoursFrom: to, to });
  return new Map([...Map.groupBy(days, ({ id }) => id)].map(([id, some]) => [id, pastSums(some, { hoursFrom: to, to })]));
}

/**
 * What was counted of series over so long: by the day, then by the hour, and the last twelve hours by five minutes. Of hours that were rolled up the
 * roll-ups are read; the rest are minutes.
 */
async function readPastSums(scope: TeamScope, series: readonly Keyed[], depth: Depth): Promise<Map<number, PastSum[]>> {
  const { hoursFrom, to } = depth;
  const days = await listDaysOfHours(scope, series, depth);
  const newest = days.reduce((last, { day, isAsked }) => (isAsked ? last : Math.max(last, day)), hoursFrom);
  const minutesFrom = Math.min(newest, floorTo(to - fineLengthMs, hourMs));
  const hours = await readHours(scope, series, { from: minutesFrom, to });
  const byId = Map.groupBy(days, ({ id }) => id);
  return new Map(
    series.map(({ id }) => {
      const minutes = minutesOf(hours.get(id) ?? [], minutesFrom, to);
      const fine: PastSum[] = [];
      for (let first = 0; first < minutes.length; first += fineMs / minuteMs) {
        const value = minutes.slice(first, first + fineMs / minuteMs).reduce<number>((sum, one) => sum + countOf(one), 0);
        if (value > 0) fine.push({ at: minutesFrom + first * minuteMs, stepMs: fineMs, value });
      }
      return [id, [...pastSums(byId.get(id) ?? [], { hoursFrom, to: minutesFrom }), ...fine]] as const;
    }),
  );
}

/** How far back the rules among these look that burn a budget; null where none does. Days, and minutes of the longest window. */
export function burnDepth(rules: readonly OwnRule[]): { days: number; window: number } | null {
  const tests = rules.flatMap(({ test }) => (test.kind === 'burn' ? test : []));
  if (tests.length === 0) return null;
  return { days: Math.max(...tests.map(({ days }) => days)), window: Math.max(...tests.map(longestWindow)) };
}

/** Minutes that are younger may still change: they are read anew each time. */
const changingMs = 2 * hourMs;
/** What is read at each judging anyway. */
export const recentMs = 3 * hourMs;
const newAtOnce = 1000;
/** Days so young may not be rolled up yet. */
const unsealedMs = 2 * dayMs;

type Following = {
  sums: SumWatch;
  now: number;
  depth: { days: number; window: number };
  hours: ReadonlyMap<number, readonly SampleHourRow[]>;
  settledOf: (id: number) => readonly Window[];
};

/** Whether what is held of a series is still true, and goes on from where it ends. */
function isHeld({ id }: Keyed, { sums, now, settledOf }: Following): boolean {
  const to = sums.heldTo(id);
  if (to === null || to < floorTo(now - recentMs, hourMs) || to > now - changingMs) return false;
  const { from, minutes } = sums.read(id);
  return minutesIn(settledOf(id), { from, to }) <= minutes;
}

/**
 * Keeps what was counted of series up to some hours ago: what was counted since is added hour by hour, out of minutes that were read; those that are
 * new, or of which more was read by now, are read out of what is stored, some at a time.
 */
export async function followSums(scope: TeamScope, series: readonly Keyed[], following: Following): Promise<void> {
  const { sums, now, depth, hours, settledOf } = following;
  const to = floorTo(now - changingMs, hourMs);
  const anew = series.filter((one) => !isHeld(one, following));
  for (const { id } of anew) sums.forget(id);
  const from = floorTo(to - (depth.days + 1) * dayMs, dayMs);
  const hoursFrom = Math.max(from, floorTo(to - Math.max(depth.window * minuteMs, unsealedMs) - hourMs, dayMs));
  const some = anew.slice(0, newAtOnce);
  const past = await readPastSums(scope, some, { from, hoursFrom, to });
  for (const { id } of some) sums.begin(id, { from, to, sums: past.get(id) ?? [] });
  for (const { id } of series) {
    const heldTo = sums.heldTo(id);
    if (heldTo === null) continue;
    if (heldTo < to) sums.extend(id, minutesOf(hours.get(id) ?? [], heldTo, to));
    sums.noteRead(id, minutesIn(settledOf(id), { from: sums.read(id).from, to: Math.max(heldTo, to) }));
  }
}
