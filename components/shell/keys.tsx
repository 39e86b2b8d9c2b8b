'use client';

import { useRouter } from 'next/navigation';
import { type ComponentType, useEffect, useRef, useState } from 'react';
import { shiftWindow } from '#components/url/ranges.ts';
import { viewQuery } from '#components/url/view-query.ts';
import type { KeyListProps } from './key-list.tsx';
import { moveRow } from './row-keys.ts';
import { allSections, isOffered, sectionHref } from './sections.ts';
import { useView } from './use-view.ts';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, select, textarea, [contenteditable], dialog *, [role="dialog"] *');

/** Keys of the whole console: sections, filter, rows, earlier and later, the list of keys itself. */
export function Keys({ team, now }: { team: string; now: number }) {
  const router = useRouter();
  const view = useView(now);
  const pending = useRef(0);
  const [List, setList] = useState<ComponentType<KeyListProps> | null>(null);

  useEffect(() => {
    const shift = (direction: -1 | 1) => {
      const { from, to } = shiftWindow(view, direction);
      view.go({ range: null, from: new Date(from).toISOString(), to: new Date(to).toISOString() });
    };
    const actions: Record<string, () => boolean> = {
      '/': () => focusFilter(),
      '?': done(() => void import('./key-list.tsx').then(({ KeyList }) => setList(() => KeyList))),
      '[': done(() => shift(-1)),
      ']': done(() => shift(1)),
      j: () => moveRow(1),
      k: () => moveRow(-1),
      g: done(() => {
        pending.current = Date.now();
      }),
    };
    const section = (key: string): boolean => {
      const found = allSections.find((each) => each.key === key);
      if (!found || !isOffered(team, found)) return false;
      router.push(`${sectionHref(team, found)}${viewQuery(new URLSearchParams(location.search))}`);
      return true;
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') document.documentElement.dataset.hush = '';
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      const isAfterG = Date.now() - pending.current < 1200;
      pending.current = 0;
      if (isAfterG ? section(event.key) : actions[event.key]?.()) event.preventDefault();
    };
    const speak = () => delete document.documentElement.dataset.hush;
    document.addEventListener('keydown', onKey);
    document.addEventListener('pointermove', speak, { passive: true });
    document.addEventListener('focusin', speak);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('pointermove', speak);
      document.removeEventListener('focusin', speak);
    };
  }, [router, team, view]);

  return List && <List onClose={() => setList(null)} />;
}

/** An action that always finds something to do. */
const done = (act: () => void) => () => {
  act();
  return true;
};

function focusFilter(): boolean {
  const field = document.querySelector<HTMLElement>('[data-filter]');
  field?.focus();
  return field !== null;
}
