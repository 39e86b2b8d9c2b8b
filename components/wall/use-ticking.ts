import { useEffect, useState } from 'react';

const everyMs = 1000;

/** The server's clock, second by second, from when it was last heard; epoch ms. Another `now` sets it anew. */
export function useTicking(now: number): number {
  const [tick, setTick] = useState({ from: now, sinceMs: 0 });
  useEffect(() => {
    const heardAt = Date.now();
    const timer = setInterval(() => setTick({ from: now, sinceMs: Date.now() - heardAt }), everyMs);
    return () => clearInterval(timer);
  }, [now]);
  return now + (tick.from === now ? tick.sinceMs : 0);
}
