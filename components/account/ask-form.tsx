'use client';

import type { FormEvent, ReactNode } from 'react';
import type { DoorAnswer } from '#components/sign-in/ask-door.ts';
import { Problem } from '#components/sign-in/field.tsx';
import { useDoor } from '#components/sign-in/use-door.ts';
import { Button } from '#components/ui/button.tsx';

export type AskFormProps = {
  label: string;
  action: string;
  children: ReactNode;
  send: (fields: Record<string, string>) => Promise<DoorAnswer>;
  done: (body: Record<string, unknown>) => void;
};

const textsOf = (form: HTMLFormElement): Record<string, string> =>
  Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));

/** A short form of the account page: fields, what went wrong, one button. */
export function AskForm({ label, action, children, send, done }: AskFormProps) {
  const door = useDoor();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = textsOf(event.currentTarget);
    void door.talk(() => send(fields), done);
  };
  return (
    <form aria-label={label} className="door-form account-form" method="post" onSubmit={submit}>
      {children}
      <Problem why={door.why} />
      <Button type="submit" disabled={door.isBusy}>
        {action}
      </Button>
    </form>
  );
}
