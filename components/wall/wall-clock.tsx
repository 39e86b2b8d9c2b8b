'use client';

import { formatInstant } from '#lib/format.ts';
import { useTicking } from './use-ticking.ts';

/** What the clock shows in the page's zone, by the server's time. */
export function WallClock({ now, zone }: { now: number; zone: string }) {
  const at = useTicking(now);
  return (
    <time className="wall-clock figures" dateTime={new Date(now).toISOString()} suppressHydrationWarning>
      {formatInstant(at, { zone, now: at, seconds: true })}
      {zone === 'utc' && <span className="wall-quiet"> UTC</span>}
    </time>
  );
}
