'use client';

import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { askApi } from '#components/api/ask-api.ts';
import { Problem } from '#components/sign-in/field.tsx';
import { leaveTo, useDoor } from '#components/sign-in/use-door.ts';
import { Button } from '#components/ui/button.tsx';
import { signInAgain } from '#components/url/sign-in-again.ts';
import type { RevealButtonProps } from './reveal-button.tsx';

type Identity = Readonly<Record<string, unknown>>;

const words: Readonly<Record<string, string>> = {
  name: 'Name',
  workerId: 'Worker id',
  userPool: 'Cognito user pool',
  sub: 'Cognito sub',
};

const Known = ({ identity }: { identity: Identity }) => (
  <>
    <dl className="grid gap-2" aria-live="polite">
      {Object.entries(identity).map(([field, value]) => (
        <div key={field}>
          <dt className="text-12 text-ink-3">{words[field] ?? field}</dt>
          <dd className="font-mono text-12 break-all">{String(value)}</dd>
        </div>
      ))}
    </dl>
    {'sub' in identity && <p className="pt-2 text-12 text-ink-3">The Cognito user pool has the name behind this sub.</p>}
  </>
);

const Stale = () => (
  <p className="grid justify-items-start gap-3 text-ink-2">
    This needs a fresh sign-in: yours is more than ten minutes old.
    <Button onClick={() => leaveTo(signInAgain(window.location.pathname + window.location.search))}>Sign in again</Button>
  </p>
);

function ReasonForm({ pseudonym, onKnown }: { pseudonym: string; onKnown: (identity: Identity) => void }) {
  const door = useDoor();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason'));
    const path = `/api/v1/pseudonyms/${encodeURIComponent(pseudonym)}/reveal`;
    void door.talk(
      () => askApi({ method: 'POST', path }, { reason }),
      ({ identity }) => onKnown(identity as Identity),
    );
  };
  return (
    <form className="door-form account-form" aria-label="Reason" method="post" onSubmit={submit}>
      <label className="door-field">
        <span>Reason (kept in the journal with your name)</span>
        <textarea name="reason" className="field" rows={3} required minLength={3} maxLength={500} />
      </label>
      <Problem why={door.why} />
      <Button type="submit" disabled={door.isBusy}>
        Reveal
      </Button>
    </form>
  );
}

function content(props: RevealButtonProps, identity: Identity | null, onKnown: (identity: Identity) => void): ReactNode {
  if (identity) return <Known identity={identity} />;
  return props.isFresh ? <ReasonForm pseudonym={props.pseudonym} onKnown={onKnown} /> : <Stale />;
}

/** Asks for the reason, then tells who it is until it is closed. */
export function RevealDialog({ onClose, ...props }: RevealButtonProps & { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const [identity, setIdentity] = useState<Identity | null>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog text-left whitespace-normal" aria-labelledby={title} onClose={onClose}>
      <form method="dialog" className="flex items-center justify-between gap-4 pb-3">
        <h2 id={title} className="text-15">
          Who is {props.label}
        </h2>
        <Button type="submit">Close</Button>
      </form>
      {content(props, identity, setIdentity)}
    </dialog>
  );
}
