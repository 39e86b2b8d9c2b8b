'use client';

import { Problem } from '#components/sign-in/field.tsx';
import { leaveTo, useDoor } from '#components/sign-in/use-door.ts';
import { Button } from '#components/ui/button.tsx';

export type AskButtonProps = { door: string; body: object; children: string; label?: string };

/** A button that does one thing to the account and shows the page anew. */
export function AskButton({ door: name, body, children, label }: AskButtonProps) {
  const door = useDoor();
  return (
    <span className="inline-grid gap-1">
      <Button
        disabled={door.isBusy}
        {...(label === undefined ? {} : { 'aria-label': label })}
        onClick={() => void door.ask(name, body, () => leaveTo('/account'))}
      >
        {children}
      </Button>
      <Problem why={door.why} />
    </span>
  );
}
