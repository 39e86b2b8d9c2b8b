'use client';

import { formatAge, formatDuration } from '#lib/format.ts';
import { minuteMs } from '#lib/time.ts';
import { useTicking } from './use-ticking.ts';

const staleAfterMs = 10 * minuteMs;
/** Something is collected every minute, and the screen hears of it. */
const unheardAfterMs = 3 * minuteMs;

const Loud = ({ children }: { children: React.ReactNode }) => (
  <p role="alert" className="wall-stale">
    {children}
  </p>
);

/** Whether the screen still hears from the server, whose moment `now` (epoch ms) was. */
export function WallLive({ now }: { now: number }) {
  const unheardMs = useTicking(now) - now;
  if (unheardMs <= unheardAfterMs) return null;
  return <Loud>Not live: Trailwatch has not answered this screen for {formatDuration(unheardMs)}. What is new is not here.</Loud>;
}

/** How old what is shown is, counted on by the browser: nothing looks fresh once collection has stopped. Epoch ms. */
export function WallAge({ readAt, now }: { readAt: number | null; now: number }) {
  const at = useTicking(now);
  if (readAt === null) return <Loud>Nothing was collected yet.</Loud>;
  const ageMs = at - readAt;
  if (ageMs > staleAfterMs) {
    return <Loud>Stale: what stands here was read {formatDuration(ageMs)} ago. What went wrong since is not here.</Loud>;
  }
  return (
    <p className="wall-quiet figures" suppressHydrationWarning>
      data {formatAge(readAt, at)} old
    </p>
  );
}
