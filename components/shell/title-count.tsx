'use client';

import { useSearchParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import { minuteMs } from '#lib/time.ts';
import { countInTitle } from './count-in-title.ts';

type Props = {
  team: string;
  /** Of alerts that wait for somebody, as of `now` (epoch ms). */
  count: number;
  now: number;
};

/** The count as the server has it; null where it does not answer. */
async function askCount(team: string): Promise<number | null> {
  try {
    const answer = await fetch(`/api/v1/alerts/open?${new URLSearchParams({ team })}`, { cache: 'no-store' });
    const { count }: { count?: unknown } = answer.ok ? await answer.json() : {};
    return typeof count === 'number' ? count : null;
  } catch {
    return null;
  }
}

/**
 * The alerts that wait for somebody, in the title of every page that speaks of now. A hidden page, which is not read again, asks each minute: its
 * title is all that is seen of it.
 */
export function TitleCount({ team, count, now }: Props) {
  const isPast = useSearchParams().get('asOf') !== null;
  const [heard, setHeard] = useState<{ count: number | null; after: number } | null>(null);
  const known = heard?.after === now ? heard.count : count;

  useEffect(() => {
    const ask = setInterval(async () => {
      if (document.visibilityState === 'hidden') setHeard({ count: await askCount(team), after: now });
    }, minuteMs);
    return () => clearInterval(ask);
  }, [team, now]);
  useEffect(() => countInTitle(isPast ? null : known), [isPast, known]);

  return null;
}
