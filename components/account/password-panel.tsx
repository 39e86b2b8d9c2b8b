'use client';

import { askDoor } from '#components/sign-in/ask-door.ts';
import { Field } from '#components/sign-in/field.tsx';
import { leaveTo } from '#components/sign-in/use-door.ts';
import { Panel } from '#components/ui/panel.tsx';
import { AskForm } from './ask-form.tsx';

/** A new password ends every other session. */
export const PasswordPanel = () => (
  <Panel title="Password" subtitle="a new one ends your other sessions">
    <AskForm
      label="Change the password"
      action="Change"
      send={(fields) => askDoor('password', fields)}
      done={() => leaveTo('/account')}
    >
      <Field label="Current password" name="current" type="password" autoComplete="current-password" />
      <Field
        label="New password"
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={12}
        maxLength={128}
        hint="At least 12 characters; a few unrelated words do well."
      />
    </AskForm>
  </Panel>
);
