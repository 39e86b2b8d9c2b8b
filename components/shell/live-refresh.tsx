'use client';

import { useRouter, useSearchParams } from 'next/navigation';
import { useEffect } from 'react';
import { isBusy } from '#components/chart/busy.ts';
import { watchLive } from './live-stream.ts';

const leastMs = 10_000;
const pollMs = 60_000;

/**
 * Reads the page again when something new was collected: at most every ten seconds, at once when it is what the page asked for, or alerts; only while the
 * tab is seen, no chart is being pointed at and the page speaks of now. Without the stream it asks every minute. Whatever it speaks of, the
 * page is left when its session ends.
 */
export function LiveRefresh() {
  const router = useRouter();
  const isFrozen = useSearchParams().get('asOf') !== null;

  useEffect(() => {
    let refreshedAt = performance.now();
    let isDue = false;
    let isUrgent = false;
    const look = () => {
      const sinceMs = performance.now() - refreshedAt;
      if (isFrozen || (!isDue && (stream.isOpen() || sinceMs < pollMs))) return;
      if ((sinceMs < leastMs && !isUrgent) || document.visibilityState !== 'visible' || isBusy()) return;
      isDue = false;
      isUrgent = false;
      refreshedAt = performance.now();
      router.refresh();
    };
    const stream = watchLive(
      () => {
        isDue = true;
      },
      () => {
        isDue = true;
        isUrgent = true;
        look();
      },
    );
    const tick = setInterval(look, 1000);
    return () => {
      clearInterval(tick);
      stream.close();
    };
  }, [router, isFrozen]);

  return null;
}
