'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field, Problem } from './field.tsx';
import { leaveTo, useDoor } from './use-door.ts';

const ways = {
  code: {
    door: 'code',
    label: 'Code from your authenticator app',
    other: 'Use a recovery code',
    input: { inputMode: 'numeric', pattern: '[0-9]{6}', maxLength: 6, autoComplete: 'one-time-code' },
  },
  recovery: { door: 'recovery-code', label: 'Recovery code', other: 'Use the app', input: { autoComplete: 'off' } },
} as const;

/** The second factor of a sign-in under way. */
export function CodeForm({ to, onStartAgain }: { to: string; onStartAgain: () => void }) {
  const door = useDoor();
  const [way, setWay] = useState<keyof typeof ways>('code');
  const { label, other, input, door: name } = ways[way];
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { code } = Object.fromEntries(new FormData(event.currentTarget));
    void door.ask(name, { code }, () => leaveTo(to));
  };
  return (
    <form className="door-form" method="post" onSubmit={submit}>
      <Field key={way} label={label} name="code" autoFocus {...input} />
      <Problem why={door.why} />
      <button type="submit" className="button" data-kind="primary" disabled={door.isBusy}>
        Continue
      </button>
      <div className="flex justify-between">
        <Button data-kind="quiet" onClick={() => setWay(way === 'code' ? 'recovery' : 'code')}>
          {other}
        </Button>
        <Button data-kind="quiet" onClick={onStartAgain}>
          Start over
        </Button>
      </div>
    </form>
  );
}
