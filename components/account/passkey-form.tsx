'use client';

import { Field } from '#components/sign-in/field.tsx';
import { makePasskey } from '#components/sign-in/passkey.ts';
import { leaveTo } from '#components/sign-in/use-door.ts';
import { AskForm } from './ask-form.tsx';

/** Makes a passkey on this device, and goes on. */
export const PasskeyForm = ({ to }: { to: string }) => (
  <AskForm label="Add a passkey" action="Add a passkey" send={({ name = '' }) => makePasskey(name)} done={() => leaveTo(to)}>
    <Field label="Passkey name" name="name" maxLength={60} placeholder="this laptop" autoComplete="off" />
  </AskForm>
);
