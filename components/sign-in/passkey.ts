import { askDoor, type DoorAnswer } from './ask-door.ts';

const named = (error: unknown): string => (error instanceof Error ? error.name : '');
const given: Readonly<Record<string, string>> = {
  NotAllowedError: 'No passkey was given: the browser was told no, or waited too long.',
  InvalidStateError: 'This device holds a passkey of yours already.',
  SecurityError: 'Passkeys work at this address only over https, or at localhost.',
};

/** Whether this browser can hold passkeys and speak of them in JSON. */
export const canPasskey = (): boolean =>
  typeof PublicKeyCredential !== 'undefined' && typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function';

async function sign(
  first: string,
  act: (options: never) => Promise<Credential | null>,
  last: string,
  more: object,
): Promise<DoorAnswer> {
  const asked = await askDoor(first, {});
  if (!asked.ok) return asked;
  try {
    const credential = await act(asked.body.options as never);
    if (!(credential instanceof PublicKeyCredential)) return { ok: false, why: given.NotAllowedError ?? '' };
    return await askDoor(last, { ...more, response: credential.toJSON() });
  } catch (error) {
    return { ok: false, why: given[named(error)] ?? `The passkey failed: ${named(error)}.` };
  }
}

/** Signs in with a passkey of the reader's choice. Never throws. */
export const signInByPasskey = (): Promise<DoorAnswer> =>
  sign(
    'passkey/ask',
    (options: PublicKeyCredentialRequestOptionsJSON) =>
      navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
    'passkey',
    {},
  );

/** Makes a passkey on this device and adds it to the account. Never throws. */
export const makePasskey = (name: string): Promise<DoorAnswer> =>
  sign(
    'passkey/offer',
    (options: PublicKeyCredentialCreationOptionsJSON) =>
      navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
    'passkey/add',
    { name },
  );
