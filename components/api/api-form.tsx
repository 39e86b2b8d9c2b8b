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

const GivenLink = ({ link }: { link: string }) => (
  <div className="grid gap-2">
    <p className="text-ink-2">Hand this link over yourself. It is shown this once, and opens once.</p>
    <code className="verbatim break-all" data-link="">
      {link}
    </code>
    <div className="flex flex-wrap gap-2">
      <CopyButton text={link} label="Copy the link" />
      <Button onClick={() => window.location.reload()}>Done</Button>
    </div>
  </div>
);

/** Asks one operation with what is filled in. A link that it answers is shown; else the page is shown anew. */
export function ApiForm({ label, action, actionLabel, className, isBare = false, children, ...call }: ApiFormProps) {
  const door = useDoor();
  const [link, setLink] = useState<string | null>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const body = isBare ? null : formBody(new FormData(event.currentTarget));
    void door.talk(
      () => askApi(call, body),
      (answer) => (typeof answer.link === 'string' ? setLink(answer.link) : window.location.reload()),
    );
  };
  if (link !== null) return <GivenLink link={link} />;
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
