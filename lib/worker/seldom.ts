import type { Reading } from '#lib/alerts/reading.ts';

type List = (now: number) => Promise<Reading[]>;

/** Readings that are made anew every `everyMs` at most, and stand in between; a clock that was set back makes them anew. */
export function createSeldom(everyMs: number, list: List): List {
  let last: { at: number; readings: Reading[] } | null = null;
  return async (now) => {
    if (last === null || now < last.at || now - last.at >= everyMs) last = { at: now, readings: await list(now) };
    return last.readings;
  };
}
