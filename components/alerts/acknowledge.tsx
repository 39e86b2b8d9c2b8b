'use client';

import { useEffect } from 'react';
import { askApi } from '#components/api/ask-api.ts';
import { Problem } from '#components/sign-in/field.tsx';
import { useDoor } from '#components/sign-in/use-door.ts';
import { Button } from '#components/ui/button.tsx';

const anew = (): void => window.location.reload();
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, select, textarea, dialog *, [role="dialog"] *');

/** Says that somebody has it, or takes that back. The key A says it, too. */
export function Acknowledge({ id, isAcknowledged }: { id: number; isAcknowledged: boolean }) {
  const { isBusy, why, talk } = useDoor();
  const method = isAcknowledged ? 'DELETE' : 'POST';
  const ask = () => void talk(() => askApi({ method, path: `/api/v1/alerts/${id}/acknowledgement` }, null), anew);

  useEffect(() => {
    if (isAcknowledged || isBusy) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      if (event.key.toLowerCase() === 'a') ask();
    };
    // Heard after the document, whose listener claims the A of `g a` for itself.
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });

  return (
    <div className="flex min-w-0 flex-wrap items-center gap-2 [&>[role=alert]:empty]:absolute">
      <Problem why={why} />
      {isAcknowledged ? (
        <Button disabled={isBusy} onClick={ask}>
          Take back
        </Button>
      ) : (
        <Button data-kind="primary" aria-keyshortcuts="A" disabled={isBusy} onClick={ask}>
          Acknowledge
        </Button>
      )}
    </div>
  );
}
