'use client';

import { useState } from 'react';
import { askDoor } from '#components/sign-in/ask-door.ts';
import { Field } from '#components/sign-in/field.tsx';
import { leaveTo } from '#components/sign-in/use-door.ts';
import { Panel } from '#components/ui/panel.tsx';
import { AskForm } from './ask-form.tsx';
import { type CodeSetup, codeSetupOf, recoveryCodesOf } from './code-setup.ts';
import { QrCode } from './qr-code.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

const back = () => leaveTo('/account');
const Password = () => <Field label="Password" name="password" type="password" autoComplete="current-password" />;

export type CodePanelProps = {
  hasCode: boolean;
  /** That were not used yet. */
  recoveryCodes: number;
  /** Where the page goes once the app is confirmed. */
  to: string;
};

const leftWords = (count: number): string =>
  count === 0 ? 'no recovery codes left: create new ones' : `${count} recovery ${count === 1 ? 'code is' : 'codes are'} left`;

/** An authenticator app's codes: set up in two steps, renewed or removed with the password. */
export function CodePanel({ hasCode, recoveryCodes, to }: CodePanelProps) {
  const [setup, setSetup] = useState<CodeSetup | null>(null);
  const [codes, setCodes] = useState<string[]>([]);
  return (
    <Panel title="Authenticator app" subtitle={hasCode ? `asked after the password; ${leftWords(recoveryCodes)}` : 'not set up'}>
      {codes.length > 0 && <RecoveryCodes codes={codes} />}
      {!hasCode && setup === null && (
        <AskForm
          label="Set up an authenticator app"
          action="Set up"
          send={(fields) => askDoor('code/begin', fields)}
          done={(body) => setSetup(codeSetupOf(body))}
        >
          <Password />
        </AskForm>
      )}
      {setup !== null && (
        <div className="grid grid-cols-1 gap-4">
          <QrCode setup={setup} />
          <RecoveryCodes codes={setup.recoveryCodes} />
          <AskForm
            label="Confirm the app"
            action="Confirm"
            send={(fields) => askDoor('code/confirm', fields)}
            done={() => leaveTo(to)}
          >
            <Field label="Code shown in the app now" name="code" inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
          </AskForm>
        </div>
      )}
      {hasCode && (
        <div className="account-forms">
          <AskForm
            label="Create new recovery codes"
            action="Create new recovery codes"
            send={(fields) => askDoor('recovery-codes', fields)}
            done={(body) => setCodes(recoveryCodesOf(body))}
          >
            <Password />
          </AskForm>
          <AskForm label="Remove the app" action="Remove" send={(fields) => askDoor('code/remove', fields)} done={back}>
            <Password />
          </AskForm>
        </div>
      )}
    </Panel>
  );
}
