import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { TrailwatchError } from '../errors.ts';
import type { Secrets } from './secrets.ts';

const [ivBytes, tagBytes] = [12, 16];

/** A key of its own from each secret: no key is used for two things. */
const keyFrom = (secret: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', 'trailwatch sealed identity v1', 32));

/** What a text begins with that was sealed under the newest secret. */
export const sealMark = (secrets: Secrets): string => `${secrets[0]?.version ?? 0}.`;

/** AES-256-GCM under the newest secret. `about` is bound to it: what is sealed of one opens as no other's. */
export function seal(secrets: Secrets, about: string, text: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', keyFrom(secrets[0]?.value ?? ''), iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(about));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return sealMark(secrets) + Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url');
}

/** @throws TrailwatchError `unavailable` when the secret is gone, or this was not sealed with it about that */
export function unseal(secrets: Secrets, about: string, sealed: string): string {
  const [version, body = ''] = sealed.split('.');
  const secret = secrets.find((one) => String(one.version) === version);
  const bytes = Buffer.from(body, 'base64url');
  try {
    if (!secret) throw new Error(`there is no secret ${version}`);
    const cipher = createDecipheriv('aes-256-gcm', keyFrom(secret.value), bytes.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    });
    cipher.setAAD(Buffer.from(about)).setAuthTag(bytes.subarray(-tagBytes));
    return cipher.update(bytes.subarray(ivBytes, -tagBytes), undefined, 'utf8') + cipher.final('utf8');
  } catch (cause) {
    throw new TrailwatchError('unavailable', 'What is sealed does not open with the keys of this installation.', {
      cause,
      mend: 'Web and worker need the same secrets, and older lines of them as long as anything is sealed with them.',
    });
  }
}
