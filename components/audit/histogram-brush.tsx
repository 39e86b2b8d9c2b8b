'use client';

import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { type PointerEvent, type ReactNode, useRef } from 'react';
import { hrefWith } from '#components/url/search.ts';
import { searchOf } from '#components/url/view-query.ts';

/** Dragging over its child writes the window between into the URL. The range menu does the same by keyboard. */
export function HistogramBrush({ from, to, children }: { from: number; to: number; children: ReactNode }) {
  const router = useRouter();
  const path = usePathname();
  const search = useSearchParams();
  const mark = useRef<HTMLDivElement>(null);
  const start = useRef<number | null>(null);
  const shareAt = (event: PointerEvent<HTMLDivElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };
  const show = (a: number, b: number) => {
    mark.current?.style.setProperty('left', `${100 * Math.min(a, b)}%`);
    mark.current?.style.setProperty('width', `${100 * Math.abs(a - b)}%`);
  };
  const finish = (event: PointerEvent<HTMLDivElement>) => {
    const [a, b] = [start.current, shareAt(event)];
    start.current = null;
    show(0, 0);
    if (a === null || Math.abs(a - b) < 0.005) return;
    const at = (share: number) => new Date(Math.round((from + share * (to - from)) / 1000) * 1000).toISOString();
    router.push(hrefWith(path, searchOf(search), { range: null, from: at(Math.min(a, b)), to: at(Math.max(a, b)) }), {
      scroll: false,
    });
  };
  return (
    <div
      className="relative cursor-crosshair touch-pan-y"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = shareAt(event);
      }}
      onPointerMove={(event) => {
        if (start.current !== null) show(start.current, shareAt(event));
      }}
      onPointerUp={finish}
      onPointerCancel={() => {
        start.current = null;
        show(0, 0);
      }}
    >
      {children}
      <div ref={mark} className="pointer-events-none absolute inset-y-0 w-0 bg-accent/20" />
    </div>
  );
}
