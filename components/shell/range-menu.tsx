'use client';

import { CalendarRange, ChevronDown } from 'lucide-react';
import { usePathname, useSearchParams } from 'next/navigation';
import type { FormEvent } from 'react';
import { Link } from '#components/ui/link.tsx';
import { type Range, rangeText, rangeWords } from '#components/url/ranges.ts';
import { formatSpan } from '#lib/format.ts';
import { inputInstant, inputText } from './instant-input.ts';
import { Menu } from './menu.tsx';
import { type ClientView, useView } from './use-view.ts';

const spoken = (range: Range): string => `Last ${rangeText(range)}`;

const windowText = ({ range, from, to, now }: ClientView, zone: string): string =>
  range === null ? formatSpan(from, to, { zone, now }) : spoken(range);

const wholeLife = 'Whole life';

/** Whether the page is of a life, and shows the whole of it: it does where the URL names no window. */
function useIsLife(): 'whole' | 'part' | null {
  const params = useSearchParams();
  if (!usePathname().endsWith('/biography')) return null;
  return params.has('range') || params.has('from') ? 'part' : 'whole';
}

/** The page's window: the last hours or days, or from and to. */
export function RangeMenu({ now, localZone }: { now: number; localZone: string | undefined }) {
  const view = useView(now);
  const isLife = useIsLife();
  const text = isLife === 'whole' ? wholeLife : windowText(view, view.tz === 'utc' ? 'utc' : (localZone ?? 'local'));
  const choose = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const from = inputInstant(String(form.get('from')), view.tz);
    const to = inputInstant(String(form.get('to')), view.tz);
    if (from !== null && to !== null && from < to) view.go({ range: null, from, to });
    event.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover();
  };
  return (
    <Menu
      label={`Time range: ${text}`}
      trigger={
        <>
          <CalendarRange size={14} aria-hidden="true" />
          <span suppressHydrationWarning>{text}</span>
          <ChevronDown size={12} aria-hidden="true" />
        </>
      }
    >
      {isLife !== null && (
        <Link
          className="menu-item"
          aria-current={isLife === 'whole' ? 'true' : undefined}
          href={view.href({ range: null, from: null, to: null })}
        >
          {wholeLife}
        </Link>
      )}
      {rangeWords.map((range) => (
        <Link
          key={range}
          className="menu-item"
          aria-current={view.range === range && isLife !== 'whole' ? 'true' : undefined}
          href={view.href({ range, from: null, to: null })}
        >
          {spoken(range)}
        </Link>
      ))}
      <form key={`${view.from} ${view.to}`} onSubmit={choose} className="mt-1 grid gap-2 border-t border-line-2 p-2">
        <label className="grid gap-1">
          from, {view.tz === 'utc' ? 'UTC' : 'local'}
          <input type="datetime-local" name="from" required className="field" defaultValue={inputText(view.from, view.tz)} />
        </label>
        <label className="grid gap-1">
          to
          <input type="datetime-local" name="to" required className="field" defaultValue={inputText(view.to, view.tz)} />
        </label>
        <button type="submit" className="button">
          Show
        </button>
      </form>
    </Menu>
  );
}
