'use client';

import { type ReactNode, useEffect, useSyncExternalStore } from 'react';
import { type ScreenState, screenState, show, watchScreen } from './on-screen.ts';

const words: Partial<Record<ScreenState, { text: string; why: string }>> = {
  asking: { text: 'asking CloudWatch…', why: 'A worker is fetching what CloudWatch has by now for what this page shows.' },
  full: { text: 'not asked at once', why: 'Too many pages are open: this is read at its usual pace.' },
  budget: { text: 'not asked: budget', why: 'The month’s budget leaves nothing for what is on screens.' },
  failed: {
    text: 'CloudWatch was not reached',
    why: 'The calls failed; the runs page says why. It is asked again at its usual pace.',
  },
  unanswered: { text: 'no worker answered', why: 'Workers alone ask CloudWatch, and none took this up within 20 s.' },
};

const unasked = (): ScreenState => 'idle';

/**
 * Says that the page shows these resources ("kind/account/region/name") for as long as it is open, so that a worker asks for them at once and
 * each minute, and in a word what came of it. A page that is only prefetched mounts nothing, and asks for nothing.
 */
export function Asking({ keys, children }: { keys: readonly string[]; children: ReactNode }) {
  // Names hold whatever their authors like, commas and line ends among it.
  const list = JSON.stringify(keys);
  useEffect(() => {
    const shown: string[] = JSON.parse(list);
    return shown.length === 0 ? undefined : show(shown);
  }, [list]);
  const state = useSyncExternalStore(watchScreen, screenState, unasked);
  const word = keys.length === 0 ? undefined : words[state];
  return (
    <span aria-live="polite">
      {word && (
        <span title={word.why} className="mr-2">
          {word.text}
        </span>
      )}
      {children}
    </span>
  );
}
