'use client';

import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useCallback, useRef } from 'react';
import { hrefWith } from '#components/url/search.ts';
import { searchOf } from '#components/url/view-query.ts';

type Window = { range: string | null; from: string | null; to: string | null };
type Back = { path: string; window: Window; push: (href: string) => void };

/** What leads back from a brush. It outlives the charts: they are gone while the window that was brushed is on its way. */
let back: Back | null = null;

export const isBrushed = (): boolean => back !== null;

function leave(event: globalThis.KeyboardEvent): void {
  if (event.key !== 'Escape' || event.defaultPrevented || back === null) return;
  const { path, window, push } = back;
  forget();
  // On another page it is no way back.
  if (location.pathname === path) push(hrefWith(path, searchOf(new URLSearchParams(location.search)), window));
}

function forget(): void {
  back = null;
  document.removeEventListener('keydown', leave);
}

function remember(next: Back): void {
  if (back !== null && back.path === next.path) return;
  forget();
  back = next;
  document.addEventListener('keydown', leave);
}

/** Writes a brushed window into the URL; Escape goes back to the window before the first brush of the page. Epoch seconds. */
export function useBrush(): (from: number, to: number) => void {
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const place = useRef({ router, path, params });
  place.current = { router, path, params };
  return useCallback((from, to) => {
    const { router: own, path: here, params: said } = place.current;
    const push = (href: string) => own.push(href, { scroll: false });
    remember({ path: here, window: { range: said.get('range'), from: said.get('from'), to: said.get('to') }, push });
    const iso = (seconds: number) => new Date(Math.round(seconds / 60) * 60_000).toISOString();
    push(hrefWith(here, searchOf(said), { range: null, from: iso(from), to: iso(to) }));
  }, []);
}
