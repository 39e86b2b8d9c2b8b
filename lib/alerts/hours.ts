import { dayMs, minuteMs } from '#lib/time.ts';

/**
 * When somebody hears of what begins, by the clocks of a time zone. `from` and `to` in minutes of the day; not later than `from`, `to` is on the
 * day after. `days` of the week are those on which it begins, Sunday is 0.
 */
export type Hours = { from: number; to: number; days: readonly number[]; timeZone: string };

/** Making one takes longer than all that is asked of it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const fields = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  } as const;
  const made = new Intl.DateTimeFormat('en-US', { ...fields, timeZone, hourCycle: 'h23', calendar: 'gregory' });
  formats.set(timeZone, made);
  return made;
}

/** What the clocks of a zone show at a moment, as if it were UTC: to the second, in epoch ms. */
function shownAt(at: number, timeZone: string): number {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

const wholeSecond = (at: number): number => Math.floor(at / 1000) * 1000;

/**
 * When the clocks of a zone show a time (as if it were UTC, epoch ms). What they show twice, as summer time ends, is the first; what they leave out,
 * as it begins, is as long after the change as it would be after the hour before (RFC 5545, 3.3.5).
 */
function momentOf(shown: number, timeZone: string): number {
  const shiftAt = (at: number): number => shownAt(at, timeZone) - wholeSecond(at);
  const [before, after] = [shiftAt(shown - dayMs), shiftAt(shown + dayMs)];
  const first = shown - before;
  if (shownAt(first, timeZone) === shown) return first;
  const second = shown - after;
  return shownAt(second, timeZone) === shown ? second : first;
}

/** A week, and another where the change of clocks leaves out the hours of the only day. */
const daysAhead = 15;

/** When hours that are on at `at` began or, where they are not, begin next: at or before `at` while they are on. Epoch ms. */
export function openingAt(at: number, { from, to, days, timeZone }: Hours): number {
  const today = Math.floor(shownAt(at, timeZone) / dayMs) * dayMs;
  // What began yesterday may last until today.
  for (let day = today - dayMs; day < today + daysAhead * dayMs; day += dayMs) {
    if (!days.includes(new Date(day).getUTCDay())) continue;
    const closesAt = momentOf(day + (to > from ? 0 : dayMs) + to * minuteMs, timeZone);
    if (at >= closesAt) continue;
    const opensAt = momentOf(day + from * minuteMs, timeZone);
    if (opensAt < closesAt) return opensAt;
  }
  return at;
}

export const isWithin = (at: number, hours: Hours): boolean => openingAt(at, hours) <= at;
