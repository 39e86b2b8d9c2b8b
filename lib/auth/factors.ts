import { database } from '../db.ts';
import { type ErrorCode, TrailwatchError } from '../errors.ts';
import { claimRecoveryCode, saveRecoveryCodes } from '../store/recovery-codes.ts';
import { transaction } from '../store/transaction.ts';
import { confirmApp, findApp, replaceSeed, savePendingApp } from '../store/two-factors.ts';
import { claimCode } from '../store/used-codes.ts';
import { judgeCode, newSeed } from './authenticator.ts';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';
import { isUnderNewest, seal, seedOf, unseal } from './sealed.ts';
import { readSecrets } from './secrets.ts';
import { hashToken } from './tokens.ts';

const wordsFor = {
  late: 'This code has run out. Enter the one shown now.',
  wrong: 'This code is wrong. Enter the one that the app shows now; the clock of its device must be right.',
} as const;

/** The seed in plain; one that stands under an older key is encrypted anew on the way. */
async function openSeed(personId: string, stored: string): Promise<Buffer> {
  const secrets = readSecrets(process.env);
  const seed = await unseal(secrets, seedOf(personId), stored);
  if (!isUnderNewest(secrets, stored)) {
    await replaceSeed(database(), { personId, seed: stored, fresh: seal(secrets, seedOf(personId), seed) });
  }
  return seed;
}

/** Who looks over a shoulder has half a minute: a code opens once. */
async function acceptCode(
  personId: string,
  seed: Uint8Array,
  { code, refusal }: { code: string; refusal: ErrorCode },
): Promise<void> {
  const verdict = await judgeCode(seed, code, Date.now());
  if (verdict !== 'right') throw new TrailwatchError(refusal, wordsFor[verdict]);
  if (await claimCode(database(), hashToken(`code ${personId} ${code}`))) return;
  throw new TrailwatchError(refusal, 'This code was used before. Wait for the next one.');
}

/** Whether a sign-in by password waits for a code. */
export const hasApp = async (personId: string): Promise<boolean> => (await findApp(database(), personId))?.isConfirmed === true;

/** The app's code at sign-in. @throws TrailwatchError `signed_out` */
export async function proveCode(personId: string, code: string): Promise<void> {
  const app = await findApp(database(), personId);
  if (!app?.isConfirmed) throw new TrailwatchError('signed_out', 'No authenticator app is set up any more. Start over.');
  await acceptCode(personId, await openSeed(personId, app.seed), { code, refusal: 'signed_out' });
}

/** A recovery code at sign-in, in place of the app's. @throws TrailwatchError `signed_out` */
export async function proveRecoveryCode(personId: string, code: string): Promise<void> {
  if (await claimRecoveryCode(database(), personId, hashRecoveryCode(personId, code))) return;
  throw new TrailwatchError('signed_out', 'This recovery code is wrong, or was used before.');
}

const hashesOf = (personId: string, codes: readonly string[]): string[] => codes.map((code) => hashRecoveryCode(personId, code));

/** A new app, to be confirmed by a code of it, and its recovery codes. @throws TrailwatchError `conflict` where one is set up */
export async function beginApp(personId: string): Promise<{ seed: Buffer; recoveryCodes: string[] }> {
  const [seed, recoveryCodes] = [newSeed(), newRecoveryCodes()];
  const sealed = seal(readSecrets(process.env), seedOf(personId), seed);
  await transaction(database(), async (client) => {
    const isNew = await savePendingApp(client, personId, sealed);
    if (!isNew) throw new TrailwatchError('conflict', 'An authenticator app is set up already.');
    await saveRecoveryCodes(client, personId, hashesOf(personId, recoveryCodes));
  });
  return { seed, recoveryCodes };
}

/** Confirms the app that was begun. @throws TrailwatchError `invalid`, `conflict` */
export async function finishApp(personId: string, code: string): Promise<void> {
  const app = await findApp(database(), personId);
  if (!app || app.isConfirmed) throw new TrailwatchError('conflict', 'No authenticator app is waiting to be confirmed.');
  const seed = await unseal(readSecrets(process.env), seedOf(personId), app.seed);
  await acceptCode(personId, seed, { code, refusal: 'invalid' });
  if (await confirmApp(database(), personId, app.seed)) return;
  throw new TrailwatchError('conflict', 'Setup was started again meanwhile. Set the app up once more.');
}

/** New codes in place of all before. @throws TrailwatchError `conflict` for who has no app */
export async function renewRecoveryCodes(personId: string): Promise<string[]> {
  if (!(await hasApp(personId)))
    throw new TrailwatchError('conflict', 'Recovery codes belong to an authenticator app: set one up.');
  const codes = newRecoveryCodes();
  await transaction(database(), (client) => saveRecoveryCodes(client, personId, hashesOf(personId, codes)));
  return codes;
}
