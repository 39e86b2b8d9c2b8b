'use client';

import { useEffect, useRef } from 'react';
import { allSections } from './sections.ts';

const general = [
  ['⌘ K', 'find'],
  ['/', 'filter'],
  ['j k', 'next, previous row'],
  ['↵', 'open the row'],
  ['[ ]', 'earlier, later'],
  ['← →', 'on a chart: one sample; with ⇧ ten'],
  ['A', 'on an alert: acknowledge'],
  ['Esc', 'close, clear a brush'],
  ['?', 'this list'],
] as const;

const sections = allSections.map(({ key, label }) => [`g ${key}`, label] as const);

export type KeyListProps = { onClose: () => void };

/** All keys, in the platform's own dialog. */
export function KeyList({ onClose }: KeyListProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="key-list-title" onClose={onClose}>
      <form method="dialog" className="flex items-center justify-between pb-3">
        <h2 id="key-list-title" className="text-15">
          Keys
        </h2>
        <button type="submit" className="button">
          Close
        </button>
      </form>
      <dl className="grid gap-x-8 gap-y-1 sm:grid-cols-2">
        {[...general, ...sections].map(([key, does]) => (
          <div key={key} className="flex items-center gap-3 py-0.5">
            <dt className="w-14 shrink-0">
              <kbd className="kbd">{key}</kbd>
            </dt>
            <dd className="text-ink-2">{does}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
