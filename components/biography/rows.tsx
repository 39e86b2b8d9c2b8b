'use client';

import type { ReactNode } from 'react';
import type { EventSort } from '#lib/audit/search/bins.ts';
import { type BarItem, type MarkItem, rowHeights, type SpanItem, type SpanLook, shortCount } from './lane-rows.ts';

/** A link where there is somewhere to go; its words are read, hovered and focused. */
function Item({ said, href, children }: { said: string; href: string | null; children: ReactNode }) {
  const body = (
    <>
      <title>{said}</title>
      {children}
    </>
  );
  if (href === null) return <g data-said={said}>{body}</g>;
  return (
    <a href={href} data-follow="here" data-said={said}>
      {body}
    </a>
  );
}

type Look = { height: number; fill: string; stroke?: string; dashed?: true; text?: string };

/** As state lanes of tables say it: healthy is a line, and what is worse stands taller. */
const looks: Readonly<Record<SpanLook, Look>> = {
  life: { height: 1.5, fill: 'var(--text-3)' },
  /** A job at work, and before and after it. */
  running: { height: 8, fill: 'var(--s1)' },
  around: { height: 8, fill: 'var(--ghost)' },
  healthy: { height: 3, fill: 'var(--healthy)' },
  changing: { height: 7, fill: 'var(--changing)' },
  degraded: { height: 10, fill: 'var(--degraded)' },
  failing: { height: 13, fill: 'var(--failing)' },
  unknown: { height: 13, fill: 'none', stroke: 'var(--unknown)', dashed: true },
  quiet: { height: 3, fill: 'none', stroke: 'var(--quiet)', dashed: true },
  version: { height: 16, fill: 'var(--raised)', stroke: 'var(--line-3)', text: 'var(--text-2)' },
  chosen: { height: 16, fill: 'var(--selected)', stroke: 'var(--accent)', text: 'var(--text)' },
  named: { height: 16, fill: 'none', stroke: 'var(--line-3)', dashed: true, text: 'var(--text-2)' },
};

export function SpanRow({ spans }: { spans: readonly SpanItem[] }) {
  const middle = rowHeights.spans / 2;
  return spans.map(({ x, width, look, label, said, href }) => {
    const { height, fill, stroke, dashed, text } = looks[look];
    return (
      <Item key={`${x} ${look} ${said}`} said={said} href={href}>
        {/* As tall as the lane, and a few pixels wide, so that what is thin or short can be pointed at. */}
        <rect x={`${x}%`} y="0" width={`${width}%`} height={rowHeights.spans} fill="transparent" />
        <svg aria-hidden="true" x={`${x + width / 2}%`} y="0" width="1" height={rowHeights.spans} className="overflow-visible">
          <rect x="-5" y="0" width="10" height={rowHeights.spans} fill="transparent" />
        </svg>
        <rect
          x={`${x}%`}
          y={middle - height / 2}
          width={`${width}%`}
          height={height}
          rx={text ? 2 : 0}
          fill={fill}
          stroke={stroke}
          strokeDasharray={dashed ? '3 3' : undefined}
        />
        {label !== null && (
          <svg aria-hidden="true" x={`${x}%`} y="0" width={`${width}%`} height={rowHeights.spans} className="overflow-hidden">
            <text x="5" y={middle + 4} fill={text}>
              {label}
            </text>
          </svg>
        )}
      </Item>
    );
  });
}

const shapes: Readonly<Record<EventSort, ReactNode>> = {
  changed: <path d="M0 1l5 5-5 5-5-5z" fill="var(--text)" stroke="var(--text)" strokeWidth="1.1" />,
  service: <path d="M0 1l5 5-5 5-5-5z" fill="var(--surface)" stroke="var(--text-2)" strokeWidth="1.1" />,
  failed: <path d="M-4.5 1.5l9 9m0-9l-9 9" stroke="var(--degraded)" strokeWidth="2" strokeLinecap="round" />,
  denied: (
    <>
      <circle cx="0" cy="6" r="5" fill="var(--surface)" stroke="var(--failing)" strokeWidth="1.6" />
      <path d="M-3.4 9.4l6.8-6.8" stroke="var(--failing)" strokeWidth="1.6" />
    </>
  ),
  read: <circle cx="0" cy="6" r="2" fill="var(--text-3)" />,
};

/** Percent of the width that a number takes, at the least width of a page on a desk. */
const charShare = 0.8;

export function MarkRow({ marks }: { marks: readonly MarkItem[] }) {
  let taken = Number.NEGATIVE_INFINITY;
  return marks.map(({ x, sort, count, said, href }) => {
    const text = count > 1 ? shortCount(count) : '';
    const half = (text.length * charShare) / 2;
    const hasRoom = text !== '' && x - half > taken;
    if (hasRoom) taken = x + half;
    return (
      <Item key={`${x} ${sort}`} said={said} href={href}>
        <svg aria-hidden="true" x={`${x}%`} y="0" width="1" height={rowHeights.marks} className="overflow-visible">
          <rect x="-7" y="0" width="14" height={rowHeights.marks} fill="transparent" />
          {count > 1 && <path d="M-6.5 0v12M6.5 0v12" stroke="var(--text-3)" />}
          {shapes[sort]}
          {hasRoom && (
            <text x="0" y={rowHeights.marks} textAnchor="middle" fill="var(--text-2)">
              {text}
            </text>
          )}
        </svg>
      </Item>
    );
  });
}

export function BarRow({ bars }: { bars: readonly BarItem[] }) {
  const tall = rowHeights.bars - 4;
  return bars.map(({ x, width, share, said, href }) => {
    const height = Math.max(2, share * tall);
    return (
      <Item key={x} said={said} href={href}>
        <rect x={`${x}%`} y="0" width={`${width}%`} height={rowHeights.bars} fill="transparent" />
        <rect x={`${x}%`} y={rowHeights.bars - 2 - height} width={`${width * 0.8}%`} height={height} fill="var(--line-3)" />
      </Item>
    );
  });
}
