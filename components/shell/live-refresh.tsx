'use client';

import { useRouter, useSearchParams } from 'next/navigation';
import { useEffect } from 'react';
import { isBusy } from '#components/chart/busy.ts';

const leastMs = 10_000;
const pollMs = 60_000;

/**
 * Reads the page again when something new was collected: at most every ten seconds, only while the tab is seen, no chart is
 * being pointed at and the page speaks of now. Without the stream it asks every minute.
 */
export function LiveRefresh() {
  const router = useRouter();
  const isFrozen = useSearchParams().get('asOf') !== null;

  useEffect(() => {
    if (isFrozen) return;
    let refreshedAt = performance.now();
    let isDue = false;
    let isStreaming = false;
    const source = new EventSource('/api/v1/live');
    source.onopen = () => {
      isStreaming = true;
    };
    source.onerror = () => {
      isStreaming = false;
    };
    source.onmessage = () => {
      isDue = true;
    };
    const tick = setInterval(() => {
      const sinceMs = performance.now() - refreshedAt;
      if (!isDue && (isStreaming || sinceMs < pollMs)) return;
      if (sinceMs < leastMs || document.visibilityState !== 'visible' || isBusy()) return;
      isDue = false;
      refreshedAt = performance.now();
      router.refresh();
    }, 1000);
    return () => {
      clearInterval(tick);
      source.close();
    };
  }, [router, isFrozen]);

  return null;
}
