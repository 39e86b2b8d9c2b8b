'use client';

import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { RevealDialog } from './reveal-dialog.tsx';

export type RevealButtonProps = {
  pseudonym: string;
  /** As the pseudonym is written on the page. */
  label: string;
  /** The viewer signed in lately. */
  isFresh: boolean;
};

/** Leads to who stands behind a pseudonym, for those who may know it. */
export function RevealButton(props: RevealButtonProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button data-kind="quiet" aria-haspopup="dialog" aria-label={`Reveal ${props.label}`} onClick={() => setOpen(true)}>
        Reveal…
      </Button>
      {isOpen && <RevealDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}
