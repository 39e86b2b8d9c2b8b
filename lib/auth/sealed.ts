import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { symmetricDecrypt } from 'better-auth/crypto';
import { TrailwatchError } from '../errors.ts';
import type { Db } from '../store/transaction.ts';
import { listSeeds, replaceSeed } from '../store/two-factors.ts';
import { readSecrets, type Secrets } from './secrets.ts';

/** What is encrypted at rest: under a key of its own for each purpose, and bound to whom it is of. */
export type Sealing = { purpose: 'seed of an authenticator app'; owner: string };

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

const keyFor = (secret: string, { purpose }: Sealing): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, '', `trailwatch ${algorithm} ${purpose}`, 32));
const bound = ({ purpose, owner }: Sealing): Buffer => Buffer.from(JSON.stringify([purpose, owner]));

const secretOf = (secrets: Secrets, version: number): string => {
  const secret = secrets.find((one) => one.version === version);
  if (secret) return secret.value;
  throw new TrailwatchError(
    'unavailable',
    `What is stored here was encrypted with key ${version}, which is not there any more.`,
    {
      mend: `Have an administrator put the line ${version}:… back among the secrets.`,
    },
  );
};

const newest = (secrets: Secrets): Secrets[number] => {
  const [first] = secrets;
  if (!first) throw new TrailwatchError('internal', 'no key was given');
  return first;
};

/** `aes-256-gcm:<key's version>:<iv>:<text and tag>`, under the newest key. */
export function seal(secrets: Secrets, sealing: Sealing, plain: Uint8Array): string {
  const { version, value } = newest(secrets);
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, keyFor(value, sealing), iv).setAAD(bound(sealing));
  const text = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return [algorithm, version, iv.toString('base64url'), text.toString('base64url')].join(':');
}

/** Better Auth's own form, in which seeds were kept before: XChaCha20-Poly1305 under the SHA-256 of a key. */
async function openFormer(secrets: Secrets, text: string): Promise<Buffer> {
  const keys = new Map(secrets.map(({ version, value }) => [version, value]));
  return Buffer.from(await symmetricDecrypt({ key: { keys, currentVersion: newest(secrets).version }, data: text }));
}

function openNamed(secrets: Secrets, sealing: Sealing, text: string): Buffer {
  const [name, version, iv = '', sealed = ''] = text.split(':');
  if (name !== algorithm) throw new TypeError(`${name} is no algorithm of ours`);
  const key = keyFor(secretOf(secrets, Number(version)), sealing);
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv(algorithm, key, Buffer.from(iv, 'base64url'), { authTagLength: tagBytes });
  decipher.setAAD(bound(sealing)).setAuthTag(bytes.subarray(-tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]);
}

/**
 * Opens what `seal` closed, under whichever key.
 * @throws TrailwatchError `unavailable` where its key is gone, or it was changed or is another's
 */
export async function unseal(secrets: Secrets, sealing: Sealing, text: string): Promise<Buffer> {
  try {
    return text.startsWith('$ba$') ? await openFormer(secrets, text) : openNamed(secrets, sealing, text);
  } catch (error) {
    if (error instanceof TrailwatchError) throw error;
    throw new TrailwatchError('unavailable', 'What is stored here cannot be decrypted.', {
      mend: 'Have an administrator look whether the secrets are those of this database.',
      cause: error,
    });
  }
}

/** Whether it stands under the newest key, in the form of today. */
export const isUnderNewest = (secrets: Secrets, text: string): boolean =>
  text.startsWith(`${algorithm}:${newest(secrets).version}:`);

export const seedOf = (personId: string): Sealing => ({ purpose: 'seed of an authenticator app', owner: personId });

/** Encrypts anew, under the newest key, whatever stands under an older one; tells how much that was. May run beside everything else. */
export async function encryptAnew(db: Db): Promise<number> {
  const secrets = readSecrets(process.env);
  let count = 0;
  for (const { personId, seed } of await listSeeds(db)) {
    if (isUnderNewest(secrets, seed)) continue;
    const sealing = seedOf(personId);
    const fresh = seal(secrets, sealing, await unseal(secrets, sealing, seed));
    if (await replaceSeed(db, { personId, seed, fresh })) count += 1;
  }
  return count;
}
