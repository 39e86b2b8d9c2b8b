import type { Reading } from '#lib/alerts/reading.ts';

/**
 * Makes readings every `everyMs` at most, whether they could be made or not; null in between: what was read before is no news of now, which another
 * worker may know better. A clock that was set back makes them at once.
 */
export function createSeldom(
  everyMs: number,
  list: (now: number) => Promise<Reading[]>,
): (now: number) => Promise<Reading[] | null> {
  let last = Number.NaN;
  return async (now) => {
    if (now >= last && now - last < everyMs) return null;
    last = now;
    return list(now);
  };
}
