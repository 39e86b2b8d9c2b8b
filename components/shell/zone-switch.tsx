'use client';

import { useRouter, useSearchParams } from 'next/navigation';
import { useEffect } from 'react';
import { Link } from '#components/ui/link.tsx';
import { zoneCookie } from '#components/url/zone.ts';
import { useView } from './use-view.ts';

const year = 31_536_000;

/** Tells the server the browser's zone; true when it did not know it yet. */
function tellZone(): boolean {
  const pair = `${zoneCookie}=${encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone)}`;
  if (document.cookie.split('; ').includes(pair)) return false;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
  document.cookie = `${pair}; path=/; max-age=${year}; samesite=lax; secure`;
  return true;
}

/** UTC or the browser's own zone, for every time on the page. */
export function ZoneSwitch({ now }: { now: number }) {
  const { tz, href } = useView(now);
  const router = useRouter();
  const search = useSearchParams();
  useEffect(() => {
    if (search.get('tz') === 'local' && tellZone()) router.refresh();
  }, [search, router]);
  return (
    <nav aria-label="Time zone" className="segments max-lg:hidden">
      <Link className="" scroll={false} href={href({ tz: null })} aria-current={tz === 'utc' ? 'true' : undefined}>
        UTC
      </Link>
      <Link
        className=""
        scroll={false}
        href={href({ tz: 'local' })}
        aria-current={tz === 'local' ? 'true' : undefined}
        onClick={tellZone}
      >
        Local
      </Link>
    </nav>
  );
}
