import { TrailwatchError } from '#lib/errors.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';

/** Whoever wants to hear of it later than that has not snoozed it. */
const longestSnoozeMs = 7 * dayMs;

/** The end of a snooze, where it can be one. Epoch ms. @throws TrailwatchError `invalid` for one that is past or too far */
export function snoozeEnd(until: number, now: number): number {
  if (until <= now) throw new TrailwatchError('invalid', 'until: is in the past.', { mend: 'Choose a later end.' });
  if (until - now <= longestSnoozeMs) return until;
  throw new TrailwatchError('invalid', 'until: is more than 7 days from now.', { mend: 'Choose an earlier end.' });
}

/** Nine in the morning of the day after, in UTC or the browser's zone. Epoch ms. */
export function tomorrowMorning(now: number, tz: 'utc' | 'local'): number {
  const at = new Date(now);
  if (tz === 'utc') return Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + 1, 9);
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + 1, 9).getTime();
}

export type SnoozeSpan = '1h' | '4h' | 'tomorrow';

/** When a snooze that begins now ends: at a whole minute, so that a second click asks for the same. Epoch ms. */
export const snoozeUntil = (span: SnoozeSpan, now: number, tz: 'utc' | 'local'): number =>
  span === 'tomorrow' ? tomorrowMorning(now, tz) : Math.ceil((now + (span === '1h' ? hourMs : 4 * hourMs)) / minuteMs) * minuteMs;
