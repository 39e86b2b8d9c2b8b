'use client';

import type { FormEvent } from 'react';
import { Field, Problem } from './field.tsx';
import { leaveTo, useDoor } from './use-door.ts';

/** `email` null: the person writes their own. `asksName` false: a known person sets a new password. */
export type LinkFormProps = { token: string; email: string | null; asksName: boolean; action: string };

/** What a link that was handed over asks for. */
export function LinkForm({ token, email, asksName, action }: LinkFormProps) {
  const door = useDoor();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.currentTarget));
    void door.ask('link', { token, ...fields }, ({ to }) => leaveTo(typeof to === 'string' ? to : '/all'));
  };
  return (
    <form className="door-form" method="post" onSubmit={submit}>
      {asksName && <Field label="Name" name="name" autoComplete="name" maxLength={120} />}
      {asksName && (
        <Field
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          {...(email === null ? {} : { defaultValue: email, readOnly: true })}
        />
      )}
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={12}
        maxLength={128}
        hint="At least 12 characters; a few unrelated words do well."
      />
      <Problem why={door.why} />
      <button type="submit" className="button" data-kind="primary" disabled={door.isBusy}>
        {action}
      </button>
    </form>
  );
}
