'use client';

import { type FormEvent, type ReactNode, useState } from 'react';
import { Problem } from '#components/sign-in/field.tsx';
import { useDoor } from '#components/sign-in/use-door.ts';
import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { type ApiCall, askApi } from './ask-api.ts';
import { formBody } from './form-body.ts';

export type ApiFormProps = ApiCall & {
  label: string;
  action: string;
  /** The name of the button, where what stands on it is not enough. */
  actionLabel?: string;
  className?: string;
  /** The operation takes no body. */
  isBare?: boolean;
  children?: ReactNode;
};

const given = {
  link: 'Hand this link over yourself. It is shown only now, and works once.',
  token: 'Copy this token now: it is shown only once. Send it as “Authorization: Bearer …”.',
} as const;
type Given = { kind: keyof typeof given; text: string };

/** What an answer gives out once. */
const givenIn = (answer: Readonly<Record<string, unknown>>): Given | null => {
  for (const kind of ['link', 'token'] as const) {
    const text = answer[kind];
    if (typeof text === 'string') return { kind, text };
  }
  return null;
};

const ShownOnce = ({ kind, text }: Given) => (
  <div className="grid gap-2">
    <p className="text-ink-2">{given[kind]}</p>
    <code className="verbatim break-all" data-given={kind}>
      {text}
    </code>
    <div className="flex flex-wrap gap-2">
      <CopyButton text={text} label={`Copy the ${kind}`} />
      <Button onClick={() => window.location.reload()}>Done</Button>
    </div>
  </div>
);

/** Asks one operation with what is filled in. A link or token that it answers is shown; else the page is shown anew. */
export function ApiForm({ label, action, actionLabel, className, isBare = false, children, ...call }: ApiFormProps) {
  const door = useDoor();
  const [shown, setShown] = useState<Given | null>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const body = isBare ? null : formBody(new FormData(event.currentTarget));
    void door.talk(
      () => askApi(call, body),
      (answer) => {
        const once = givenIn(answer);
        if (once) setShown(once);
        else window.location.reload();
      },
    );
  };
  if (shown !== null) return <ShownOnce {...shown} />;
  return (
    <form aria-label={label} className={className ?? 'door-form account-form'} method="post" onSubmit={submit}>
      {children}
      <Problem why={door.why} />
      <Button type="submit" disabled={door.isBusy} {...(actionLabel === undefined ? {} : { 'aria-label': actionLabel })}>
        {action}
      </Button>
    </form>
  );
}
