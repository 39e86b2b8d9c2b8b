'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** A click that the browser would follow in this very window, and nobody has taken yet. */
const isPlain = (event: MouseEvent): boolean =>
  !event.defaultPrevented && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

/** Follows the console's own links through the router: one listener for all of them. */
export function FollowLinks() {
  const router = useRouter();
  useEffect(() => {
    const follow = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[data-follow]') : null;
      const href = link?.getAttribute('href');
      if (!link || !href || !isPlain(event)) return;
      event.preventDefault();
      router.push(href, { scroll: link.getAttribute('data-follow') === 'top' });
    };
    document.addEventListener('click', follow);
    return () => document.removeEventListener('click', follow);
  }, [router]);
  return null;
}
