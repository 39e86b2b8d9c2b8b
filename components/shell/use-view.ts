'use client';

import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useMemo } from 'react';
import { isRange, longestMs, type Range, ranges, readInstant } from '#components/url/ranges.ts';
import { hrefWith, type Patch } from '#components/url/search.ts';
import { searchOf } from '#components/url/view-query.ts';

export type ClientView = {
  range: Range | null;
  from: number;
  to: number;
  now: number;
  asOf: number | null;
  tz: 'utc' | 'local';
  href: (patch: Patch) => string;
  go: (patch: Patch) => void;
};

const instant = (text: string | null): number | null => readInstant(Date.parse(text ?? ''));

/** The URL's window, instant and zone in the browser, and links that change them. `now` is the server's, in epoch milliseconds. */
export function useView(serverNow: number): ClientView {
  const path = usePathname();
  const params = useSearchParams();
  const router = useRouter();
  return useMemo(() => {
    const asked = instant(params.get('asOf'));
    const asOf = asked !== null && asked < serverNow ? asked : null;
    const now = asOf ?? serverNow;
    const from = instant(params.get('from'));
    const to = Math.min(instant(params.get('to')) ?? now, now);
    const text = params.get('range') ?? '';
    const range = from !== null && from < to && to - from <= longestMs ? null : isRange(text) ? text : '24h';
    const href = (patch: Patch) => hrefWith(path, searchOf(params), patch);
    return {
      range,
      from: range === null && from !== null ? from : now - ranges[range ?? '24h'],
      to: range === null ? to : now,
      now,
      asOf,
      tz: params.get('tz') === 'local' ? 'local' : 'utc',
      href,
      go: (patch) => router.push(href(patch), { scroll: false }),
    };
  }, [path, params, router, serverNow]);
}
