'use client';

import { History } from 'lucide-react';
import type { FormEvent } from 'react';
import { Link } from '#components/ui/link.tsx';
import { formatInstant } from '#lib/format.ts';
import { dayMs, hourMs } from '#lib/time.ts';
import { inputInstant, inputText } from './instant-input.ts';
import { Menu } from './menu.tsx';
import { useView } from './use-view.ts';

const earlier = [
  { label: '1 hour ago', ms: hourMs },
  { label: 'this time yesterday', ms: dayMs },
  { label: 'this time last week', ms: 7 * dayMs },
];

/** The instant that the whole page speaks of: now, or any moment before. */
export function AsOfMenu({ now, localZone }: { now: number; localZone: string | undefined }) {
  const view = useView(now);
  const text =
    view.asOf === null ? 'Now' : formatInstant(view.asOf, { zone: view.tz === 'utc' ? 'utc' : (localZone ?? 'local'), now });
  const choose = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const asOf = inputInstant(String(new FormData(event.currentTarget).get('asOf')), view.tz);
    if (asOf !== null) view.go({ asOf });
    event.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover();
  };
  return (
    <Menu
      label={`As of: ${text}`}
      trigger={
        <>
          <History size={14} aria-hidden="true" />
          <span suppressHydrationWarning>{text}</span>
        </>
      }
    >
      <Link className="menu-item" aria-current={view.asOf === null ? 'true' : undefined} href={view.href({ asOf: null })}>
        Now, live
      </Link>
      {earlier.map(({ label, ms }) => (
        <Link key={label} className="menu-item" href={view.href({ asOf: new Date(now - ms).toISOString() })}>
          {label}
        </Link>
      ))}
      <form key={view.now} onSubmit={choose} className="mt-1 grid gap-2 border-t border-line-2 p-2">
        <label className="grid gap-1">
          as of, {view.tz === 'utc' ? 'UTC' : 'local'}
          <input type="datetime-local" name="asOf" required className="field" defaultValue={inputText(view.now, view.tz)} />
        </label>
        <button type="submit" className="button">
          Show
        </button>
      </form>
    </Menu>
  );
}
