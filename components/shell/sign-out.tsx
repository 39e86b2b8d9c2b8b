'use client';

import type { FormEvent } from 'react';
import { signOut } from './session-end.ts';

/** The way out: a plain form, so that it works without any script; with it, the page is cleared at once. */
export function SignOut() {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void signOut();
  };
  return (
    <form method="post" action="/api/auth/sign-out" onSubmit={submit}>
      <button type="submit" className="button" data-kind="quiet">
        Sign out
      </button>
    </form>
  );
}
