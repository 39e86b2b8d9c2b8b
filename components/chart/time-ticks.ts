import { wallParts } from '#lib/format.ts';

const minute = 60;
/** Half of "00:00" at 11 px, less the room right of the plot. */
const halfLabelPx = 10;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [1, 2, 5, 10, 15, 30]
  .map((n) => n * minute)
  .concat(
    [1, 2, 3, 6, 12].map((n) => n * hour),
    [1, 2, 3, 7, 14, 28, 91].map((n) => n * day),
  );

/** Seconds that `zone` is ahead of UTC at an instant. */
export function zoneOffset(at: number, zone: string): number {
  if (zone === 'utc') return 0;
  const { year, month, day: date, hour: hours, minute: minutes, second } = wallParts(at * 1000, zone);
  return Date.parse(`${date} ${month} ${year} ${hours}:${minutes}:${second} GMT`) / 1000 - Math.floor(at);
}

export type TimeTicks = { at: number[]; step: number };

/** Round instants of the zone's own clock between two epoch seconds, at most `most` of them. */
export function timeTicks({ from, to }: { from: number; to: number }, zone: string, most: number): TimeTicks {
  const step = steps.find((each) => (to - from) / each <= most) ?? 365 * day;
  const at: number[] = [];
  const first = Math.ceil((from + zoneOffset(from, zone)) / step) * step;
  for (let wall = first; ; wall += step) {
    const guess = wall - zoneOffset(wall - zoneOffset(from, zone), zone);
    if (guess > to) break;
    if (guess >= from) at.push(guess);
  }
  return { at, step };
}

/** Without those whose words, `halfLabelPx` to either side, would be cut at the right edge of an axis so wide. */
export function ticksInside({ at, step }: TimeTicks, axis: { from: number; to: number; widthPx: number }): TimeTicks {
  const last = axis.to - ((axis.to - axis.from) * halfLabelPx) / Math.max(1, axis.widthPx);
  return { at: at.filter((instant) => instant <= last), step };
}

/** "03:15" on a fine axis, the day at midnight and on a coarse one. */
export function tickLabel(at: number, step: number, zone: string): string {
  const { weekday, day: date, month, hour: hours, minute: minutes } = wallParts(at * 1000, zone);
  if (step >= day) return `${date} ${month}`;
  const isMidnight = hours === '00' && minutes === '00';
  return isMidnight && step >= 15 * minute ? `${weekday} ${date}` : `${hours}:${minutes}`;
}
