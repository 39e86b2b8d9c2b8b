import { minuteMs } from '#lib/time.ts';
import { uniform } from '../../scenario/random.ts';
import type { Datum } from '../../scenario/types.ts';

/** From here on, counted from a minute's end, all of its data has arrived. */
export const settledAfterMs = 2 * minuteMs;

const minLagMs = 20_000;
const lateSalt = 0x1a7e;
const maxLagMs = 115_000;

/** What is later than usual is there after at most so long, counted from a minute's end. */
export const latestMs = 6 * minuteMs;

/**
 * What CloudWatch can show of a minute at `now`: nothing at first, then a part of the observations, then all of them.
 * @param stream names the series, so that each arrives at its own pace
 * @param late the share of minutes that take minutes longer
 */
export function arrived(
  datum: Datum,
  { minute, now, stream, late = 0 }: { minute: number; now: number; stream: number; late?: number },
): Datum | undefined {
  const ageMs = now - (minute + 1) * minuteMs;
  if (ageMs >= (late > 0 ? latestMs : settledAfterMs)) return datum;
  const throwOf = uniform(stream, minute);
  // The later minutes are another throw's, so that the rest keep their lag.
  const isLate = uniform(stream ^ lateSalt, minute) < late;
  const lagMs = isLate ? settledAfterMs + (latestMs - settledAfterMs) * throwOf : minLagMs + (maxLagMs - minLagMs) * throwOf;
  if (ageMs >= lagMs) return datum;
  const share = ageMs / lagMs;
  return share < 1 / 3 ? undefined : partOf(datum, { minute, stream, share });
}

function partOf(datum: Datum, { minute, stream, share }: { minute: number; stream: number; share: number }): Datum | undefined {
  const values: number[] = [];
  const counts: number[] = [];
  for (let index = 0; index < datum.values.length; index++) {
    const count = datum.counts[index] ?? 0;
    // Rounds up or down by a throw of its own, so that single observations arrive whole or not yet.
    const kept = Math.floor(count * share + uniform(stream, minute * 64 + index));
    const value = datum.values[index];
    if (kept === 0 || value === undefined) continue;
    values.push(value);
    counts.push(Math.min(kept, count));
  }
  return values.length === 0 ? undefined : { values, counts };
}
