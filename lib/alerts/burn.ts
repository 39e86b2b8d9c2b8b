import { formatDuration } from '#lib/format.ts';
import { dayMs, floorTo, hourMs, minuteMs } from '#lib/time.ts';
import { figureOf, type OwnTest } from './own-rule.ts';
import type { Verdict } from './reading.ts';

type Burn = Extract<OwnTest, { kind: 'burn' }>;

/** What was counted in one window, its minutes, and those of them that nobody could read. */
export type SpanSum = { sum: number; minutes: number; unread: number };

const dayMinutes = dayMs / minuteMs;

/** The windows that a test looks at, in minutes: long and short of each pair, and the period. */
export const burnSpans = ({ windows, days }: Burn): number[] => [
  ...windows.flatMap(({ long, short }) => [long, short]),
  days * dayMinutes,
];

/** The longest of the windows without the period, in minutes. */
export const longestWindow = ({ windows }: Burn): number => Math.max(...windows.map(({ long }) => long));

/** In which steps a window of so many minutes is summed: it begins with a whole one, so that no minute of days ago need be kept. */
export function spanStepMs(minutes: number): number {
  if (minutes <= 60) return minuteMs;
  if (minutes <= dayMinutes / 2) return 5 * minuteMs;
  return minutes <= 7 * dayMinutes ? hourMs : dayMs;
}

export const spanStart = (endsAt: number, minutes: number): number => floorTo(endsAt - minutes * minuteMs, spanStepMs(minutes));

type Counted = { bad: number; all: number; minutes: number; unread: number };

export type BurnSeen = {
  endsAt: number;
  /** Of each series, a sum for each of `burnSpans`. */
  parts: readonly (readonly SpanSum[])[];
  wholes: readonly (readonly SpanSum[])[];
  /** Whether anything was counted in the last hour. */
  hadSome: boolean;
};

function countedIn({ parts, wholes }: BurnSeen, span: number): Counted {
  const sumOf = (some: readonly (readonly SpanSum[])[]): number => some.reduce((sum, one) => sum + (one[span]?.sum ?? 0), 0);
  const both = [...parts, ...wholes].flatMap((one) => one[span] ?? []);
  const [minutes, unread] = [Math.max(1, ...both.map((one) => one.minutes)), Math.max(0, ...both.map((one) => one.unread))];
  return { bad: sumOf(parts), all: sumOf(wholes), minutes, unread: Math.min(unread, minutes) };
}

/** Of errors that are counted without their call there are no more than all. */
const shareOf = ({ bad, all }: Counted): number => (all > 0 ? Math.min(1, bad / all) : 0);

/** The share as it is at least and at most, were minutes that nobody could read as busy as the others, and all good or all bad. */
function bounds(counted: Counted): { least: number; most: number } {
  const unread = counted.unread / counted.minutes;
  if (counted.all <= 0) return { least: 0, most: unread > 0 ? 1 : 0 };
  const least = shareOf(counted) * (1 - unread);
  return { least, most: least + unread };
}

/** Whether a window counted fewer than the floor, also if what nobody could read is taken to be as busy. */
const isBelow = ({ all, minutes, unread }: Counted, floor: number): boolean =>
  floor > 0 && (unread >= minutes ? false : (all * minutes) / (minutes - unread) < floor);

type Pair = { long: Counted; short: Counted; limit: number; floor: number; hadSome: boolean };

function pairVerdict({ long, short, limit, floor, hadSome }: Pair): Verdict['verdict'] {
  const [overLong, overShort] = [bounds(long), bounds(short)];
  if (overLong.least > limit && overShort.least > limit && long.all >= floor) return 'broken';
  if (overLong.most <= limit || isBelow(long, floor)) return 'holds';
  // Errors fall silent with the calls: what failed them may still be there.
  if (short.all <= 0 && short.unread === 0) return hadSome ? 'unknown' : 'holds';
  return overShort.most <= limit ? 'holds' : 'unknown';
}

/** What of the period's budget is left, and when it is used up at this rate. */
function budgetWords({ days, objective }: Burn, period: Counted, rate: number): string {
  const spent = shareOf(period) / (1 - objective / 100);
  const readMs = (period.minutes - period.unread) * minuteMs;
  const partly = period.unread > period.minutes / 20 ? ` (${formatDuration(readMs)} of them read)` : '';
  const budget = `the budget of ${days} d${partly}`;
  if (spent >= 1) return `${budget} is used up ${figureOf(spent, '×')} over`;
  const left = `${figureOf(100 * (1 - spent), 'Percent')} of ${budget} is left`;
  return `${left}, and used up in ${formatDuration(((1 - spent) * days * dayMs) / rate)} at this rate`;
}

/** How fast what is bad of all uses up the budget: broken where the long and the short window of a pair are both too fast. */
export function burnVerdict(test: Burn, seen: BurnSeen): Verdict {
  const { part, whole, windows, objective, floor } = test;
  const budget = 1 - objective / 100;
  let verdict: 'holds' | 'unknown' = 'holds';
  for (const [index, { long: longMinutes, short: shortMinutes, factor }] of windows.entries()) {
    const [long, short] = [countedIn(seen, 2 * index), countedIn(seen, 2 * index + 1)];
    const told = pairVerdict({ long, short, limit: factor * budget, floor, hadSome: seen.hadSome });
    if (told === 'unknown') verdict = told;
    if (told !== 'broken') continue;
    const rate = shareOf(long) / budget;
    const figure = figureOf(rate, '×');
    const window = formatDuration(longMinutes * minuteMs);
    const what = `${part.metric} are ${figureOf(100 * shareOf(long), 'Percent')} of ${figureOf(long.all, whole.unit)} ${whole.metric} in the last ${window}`;
    const left = budgetWords(test, countedIn(seen, 2 * windows.length), rate);
    const sentence = `${what}: ${figure} as fast as ${objective} % allows, over ${figureOf(factor, '×')}; ${left}`;
    return { verdict: 'broken', since: seen.endsAt - shortMinutes * minuteMs, sentence, figure };
  }
  return { verdict };
}
