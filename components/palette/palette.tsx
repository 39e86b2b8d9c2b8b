'use client';

import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { useRouter, useSearchParams } from 'next/navigation';
import { useMemo, useState } from 'react';
import { allSections, isOffered, sectionHref } from '#components/shell/sections.ts';
import { viewQuery } from '#components/url/view-query.ts';
import type { Found } from './found.ts';
import { useFind } from './use-find.ts';

export type PaletteProps = { team: string; isOpen: boolean; onOpenChange: (isOpen: boolean) => void };

/** Finds anything by name, ARN or AWS console URL, and leads to the sections. */
export function Palette({ team, isOpen, onOpenChange }: PaletteProps) {
  const router = useRouter();
  const query = viewQuery(useSearchParams());
  const [text, setText] = useState('');
  const { found, said } = useFind(text, team);
  const sections = useMemo(() => sectionsOf(team), [team]);
  const items = [...sections.filter(({ label }) => text !== '' && label.toLowerCase().includes(text.toLowerCase())), ...found];
  const shown = text.trim() === '' ? sections : items;
  const go = (item: Found) => {
    onOpenChange(false);
    setText('');
    router.push(item.href.includes('?') ? item.href : `${item.href}${query}`);
  };
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="palette-backdrop fixed inset-0 z-40" />
        <Dialog.Popup className="palette" aria-label="Find">
          <Autocomplete.Root
            items={shown}
            value={text}
            onValueChange={setText}
            itemToStringValue={(item: Found) => item.label}
            mode="none"
            inline
            open
            autoHighlight="always"
          >
            <Autocomplete.Input
              className="palette-input"
              placeholder="Name, ARN, alarm, or a URL of the AWS console"
              aria-label="Name, ARN or AWS console URL"
              maxLength={2000}
            />
            <Autocomplete.Status className="palette-said">{said}</Autocomplete.Status>
            <Autocomplete.List className="palette-list">
              {(item: Found) => (
                <Autocomplete.Item
                  key={`${item.kind} ${item.href}`}
                  value={item}
                  className="palette-item"
                  onClick={() => go(item)}
                >
                  <span className="truncate font-mid text-ink">{item.label}</span>
                  <span className="shrink-0 whitespace-nowrap text-ink-3">{item.kind}</span>
                  <span className="ml-auto truncate text-ink-3">{item.hint}</span>
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const sectionsOf = (team: string): Found[] =>
  allSections
    .filter((section) => isOffered(team, section))
    .map((section) => ({
      label: section.label,
      kind: 'page',
      hint: `g ${section.key}`,
      href: sectionHref(team, section),
    }));
