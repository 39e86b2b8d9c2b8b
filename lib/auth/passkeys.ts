import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { database } from '../db.ts';
import { TrailwatchError } from '../errors.ts';
import { findPasskey, listCredentials, notePasskeyUse, savePasskey } from '../store/passkeys.ts';
import { origin } from './origin.ts';
import type { Viewer } from './viewer.ts';

const party = () => {
  const expectedOrigin = origin(process.env);
  return { expectedOrigin, rpID: new URL(expectedOrigin).hostname };
};

const refused = (cause?: unknown): TrailwatchError =>
  new TrailwatchError('invalid', 'This passkey was not accepted.', { mend: 'Try again, or sign in another way.', cause });

/** A passkey is two factors at once: the device, and what unlocks it. Hence `required`. */
export const offerPasskey = async ({ person }: Viewer) =>
  generateRegistrationOptions({
    rpName: 'Trailwatch',
    rpID: party().rpID,
    userName: person.email,
    userDisplayName: person.name,
    userID: new TextEncoder().encode(person.id),
    attestationType: 'none',
    excludeCredentials: await listCredentials(database(), person.id),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });

/** @throws TrailwatchError `invalid`, `conflict` */
export async function addPasskey(
  { person }: Viewer,
  challenge: string,
  { name, response }: { name: string; response: RegistrationResponseJSON },
): Promise<void> {
  const { expectedOrigin, rpID } = party();
  const asked = { response, expectedChallenge: challenge, expectedOrigin, expectedRPID: rpID, requireUserVerification: true };
  const { verified, registrationInfo } = await verifyRegistrationResponse(asked).catch((error: unknown) => {
    throw refused(error);
  });
  if (!verified) throw refused();
  const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
  const row = { personId: person.id, name, credentialId: id, publicKey, counter, transports };
  const isNew = await savePasskey(database(), { ...row, isBackedUp: registrationInfo.credentialBackedUp });
  if (!isNew) throw new TrailwatchError('conflict', 'This passkey was added already.');
}

/** No account is named: the browser shows the passkeys it holds, and nobody learns which accounts exist. */
export const askForPasskey = () => generateAuthenticationOptions({ rpID: party().rpID, userVerification: 'required' });

/** Whose passkey signed the challenge. @throws TrailwatchError `invalid` */
export async function personByPasskey(challenge: string, response: AuthenticationResponseJSON): Promise<string> {
  const { expectedOrigin, rpID } = party();
  const key = await findPasskey(database(), response.id);
  if (!key) throw refused();
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin,
    expectedRPID: rpID,
    requireUserVerification: true,
    credential: { id: key.credentialId, publicKey: new Uint8Array(key.publicKey), counter: key.counter },
  }).catch((error: unknown) => {
    throw refused(error);
  });
  if (!verified) throw refused();
  await notePasskeyUse(database(), key.id, authenticationInfo.newCounter);
  return key.personId;
}
