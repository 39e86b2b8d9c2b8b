'use client';

// Server components may be streamed piece by piece, and React parts a picture with style=, which the CSP blocks; a client component comes whole.
import type { ReactNode } from 'react';
import type { Shape } from '#lib/catalog/words.ts';

/** Silhouettes of states: each differs in shape, so that colour is never alone. 14 units square, drawn in the current colour. */
const shapes: Record<Shape, ReactNode> = {
  octagon: (
    <>
      <path d="M4.4 1h5.2L13 4.4v5.2L9.6 13H4.4L1 9.6V4.4z" fill="currentColor" />
      <path d="m4.9 4.9 4.2 4.2m0-4.2L4.9 9.1" stroke="var(--surface)" strokeWidth="1.7" strokeLinecap="round" />
    </>
  ),
  triangle: (
    <>
      <path d="M7 1.2 13.4 12.4H.6z" fill="currentColor" stroke="currentColor" strokeWidth="1" strokeLinejoin="round" />
      <path d="M7 5v3.4M7 10.3v.4" stroke="var(--surface)" strokeWidth="1.6" strokeLinecap="round" />
    </>
  ),
  question: (
    <>
      <circle cx="7" cy="7" r="5.7" stroke="currentColor" strokeWidth="1.4" strokeDasharray="2.6 1.88" />
      <path
        d="M5.4 5.6c.1-1 .8-1.6 1.7-1.6s1.6.6 1.6 1.4c0 1.1-1.6 1.2-1.6 2.3M7.1 9.7v.3"
        stroke="currentColor"
        strokeWidth="1.3"
        strokeLinecap="round"
      />
    </>
  ),
  half: (
    <>
      <circle cx="7" cy="7" r="5.4" stroke="currentColor" strokeWidth="1.5" />
      <path d="M7 1.6a5.4 5.4 0 0 0 0 10.8z" fill="currentColor" />
    </>
  ),
  check: (
    <>
      <circle cx="7" cy="7" r="5.6" stroke="currentColor" strokeWidth="1.2" />
      <path d="m4.6 7.2 1.7 1.7 3.2-3.6" stroke="currentColor" strokeWidth="1.3" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  minus: (
    <>
      <circle cx="7" cy="7" r="5.6" stroke="currentColor" strokeWidth="1.2" />
      <path d="M4.5 7h5" stroke="currentColor" strokeWidth="1.3" strokeLinecap="round" />
    </>
  ),
  square: <rect x="2.4" y="2.4" width="9.2" height="9.2" rx="1" stroke="currentColor" strokeWidth="1.3" />,
  clock: (
    <>
      <circle cx="7" cy="7" r="5.6" stroke="currentColor" strokeWidth="1.2" />
      <path d="M7 3.8V7l2.2 1.4" stroke="currentColor" strokeWidth="1.3" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  pause: (
    <>
      <circle cx="7" cy="7" r="5.6" stroke="currentColor" strokeWidth="1.2" />
      <path d="M5.6 4.9v4.2M8.4 4.9v4.2" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
    </>
  ),
  barred: (
    <>
      <circle cx="7" cy="7" r="5.6" stroke="currentColor" strokeWidth="1.3" />
      <path d="m3.1 10.9 7.8-7.8" stroke="currentColor" strokeWidth="1.3" />
    </>
  ),
  switch: (
    <>
      <rect x="1" y="3.8" width="12" height="6.4" rx="3.2" stroke="currentColor" strokeWidth="1.2" />
      <circle cx="4.3" cy="7" r="1.5" fill="currentColor" />
    </>
  ),
  dots: (
    <>
      <circle cx="7" cy="7" r="5.6" stroke="currentColor" strokeWidth="1.2" strokeDasharray="0.1 2.4" strokeLinecap="round" />
      <path d="M4.7 7h4.6" stroke="currentColor" strokeWidth="1.3" strokeLinecap="round" />
    </>
  ),
  arrow: (
    <>
      <path d="M5.5 2.2H2.2v9.6h9.6V8.5" stroke="currentColor" strokeWidth="1.2" strokeLinejoin="round" />
      <path
        d="M8 2.2h3.8V6M11.6 2.4 6.8 7.2"
        stroke="currentColor"
        strokeWidth="1.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  play: (
    <>
      <circle cx="7" cy="7" r="5.6" stroke="currentColor" strokeWidth="1.2" />
      <path d="M5.7 4.6 9.6 7 5.7 9.4z" fill="currentColor" />
    </>
  ),
};

export function Glyph({ shape, className = '' }: { shape: Shape; className?: string }) {
  return (
    <svg
      viewBox="0 0 14 14"
      width="14"
      height="14"
      fill="none"
      aria-hidden="true"
      className={`inline-block shrink-0 ${className}`}
    >
      {shapes[shape]}
    </svg>
  );
}
