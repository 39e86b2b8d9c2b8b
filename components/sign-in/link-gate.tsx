'use client';

import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import type { LinkView } from '#lib/catalog/link-view.ts';
import { askDoor } from './ask-door.ts';
import { DoorPage } from './door.tsx';
import { Problem } from './field.tsx';
import { LinkForm } from './link-form.tsx';

type State =
  | { is: 'looking' }
  | { is: 'bare' }
  | { is: 'unanswered'; token: string; why: string }
  | { is: 'looked'; token: string; view: LinkView };

const forms = {
  setup: {
    title: 'Create the first administrator',
    sentence: 'This link works once.',
    action: 'Create administrator',
  },
  invitation: { title: 'Welcome', sentence: 'You were invited.', action: 'Sign in' },
  reset: { title: 'Set a new password', sentence: 'Saving it signs you out everywhere else.', action: 'Set password' },
} as const;

const shut = {
  bare: {
    title: 'This link is incomplete',
    sentence: 'The part after the # is missing. Open the link exactly as you received it, or ask an administrator for a new one.',
  },
  nothing: {
    title: 'This link no longer works',
    sentence: 'It was used or withdrawn, or it has expired. Ask an administrator for a new one.',
  },
  off: {
    title: 'This link does not work here',
    sentence: 'People sign in through single sign-on: there are no passwords to set.',
  },
} as const;

const Shut = ({ why }: { why: keyof typeof shut }) => (
  <DoorPage title={shut[why].title}>
    <p className="text-ink-2">{shut[why].sentence}</p>
    <LinkButton href="/sign-in">Sign in</LinkButton>
  </DoorPage>
);

/** As long as a door reads; ours have 43. */
const longestToken = 200;

/** What stands behind the #; from then on the address bar, and what is remembered of it, has it no more. */
function takeToken(): string {
  const token = window.location.hash.slice(1, longestToken + 1);
  if (token !== '') window.history.replaceState(null, '', window.location.pathname);
  return token;
}

/** The page behind a link that was handed over: setup, invitation, new password. Looking at it does not use it up. */
export function LinkGate(): ReactNode {
  const [state, setState] = useState<State>({ is: 'looking' });
  const look = useCallback(async (token: string) => {
    setState({ is: 'looking' });
    const answer = await askDoor('link/look', { token });
    setState(answer.ok ? { is: 'looked', token, view: answer.body as LinkView } : { is: 'unanswered', token, why: answer.why });
  }, []);
  useEffect(() => {
    const begin = () => {
      const token = takeToken();
      if (token !== '') void look(token);
      else setState((before) => (before.is === 'looking' ? { is: 'bare' } : before));
    };
    begin();
    window.addEventListener('hashchange', begin);
    return () => window.removeEventListener('hashchange', begin);
  }, [look]);

  if (state.is === 'looking') {
    return (
      <DoorPage title="Your link">
        <p className="text-ink-2" role="status">
          Checking the link…
        </p>
      </DoorPage>
    );
  }
  if (state.is === 'bare') return <Shut why="bare" />;
  if (state.is === 'unanswered') {
    return (
      <DoorPage title="Your link">
        <Problem why={state.why} />
        <Button onClick={() => void look(state.token)}>Try again</Button>
      </DoorPage>
    );
  }
  const { opens, role, email, asksName } = state.view;
  if (opens === 'nothing' || opens === 'off') return <Shut why={opens} />;
  const { title, sentence, action } = forms[opens];
  return (
    <DoorPage title={title}>
      <p className="text-ink-2">{role === null ? sentence : `${sentence} ${role}`}</p>
      <LinkForm token={state.token} email={email} asksName={asksName} action={action} />
    </DoorPage>
  );
}
