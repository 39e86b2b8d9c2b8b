'use client';

import { type FormEvent, useState } from 'react';
import { CodeForm } from './code-form.tsx';
import { Field, Problem } from './field.tsx';
import { leaveTo, useDoor } from './use-door.ts';

/** E-mail and password, then a code where the person has a second factor. `to` is where it leads. */
export function SignInForm({ to }: { to: string }) {
  const door = useDoor();
  const [asksCode, setAsksCode] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { email, password } = Object.fromEntries(new FormData(event.currentTarget));
    void door.ask('sign-in', { email, password }, ({ asksCode: isAsked }) => {
      if (isAsked === true) setAsksCode(true);
      else leaveTo(to);
    });
  };
  if (asksCode) return <CodeForm to={to} onStartAgain={() => setAsksCode(false)} />;
  return (
    <form className="door-form" method="post" onSubmit={submit}>
      <Field label="E-mail" name="email" type="email" autoComplete="username" />
      <Field label="Password" name="password" type="password" autoComplete="current-password" />
      <Problem why={door.why} />
      <button type="submit" className="button" data-kind="primary" disabled={door.isBusy}>
        Sign in
      </button>
    </form>
  );
}
