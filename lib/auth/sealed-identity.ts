import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { TrailwatchError } from '../errors.ts';
import type { Secrets } from './secrets.ts';

/** What anybody may seal with and only the holder of the secrets can open: an X25519 public key, base64url, and its secret's number. */
export type SealingKey = { version: number; publicKey: string };

const [pointBytes, ivBytes, tagBytes] = [32, 12, 16];
/** PKCS #8 of an X25519 key, up to its 32 bytes (RFC 8410). */
const header = Buffer.from('302e020100300506032b656e04220420', 'hex');

const pointOf = (key: KeyObject): string =>
  (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' }).x ?? '';
const keyAt = (x: string): KeyObject => createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });

/** A key of its own from each secret: no key is used for two things. */
function privateKeyOf(secret: string): KeyObject {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'trailwatch sealed identity v1', 32));
  return createPrivateKey({ key: Buffer.concat([header, seed]), format: 'der', type: 'pkcs8' });
}

/** What is handed to those who seal: of the newest secret. */
export const sealingKeyOf = ([newest]: Secrets): SealingKey => ({
  version: newest?.version ?? 0,
  publicKey: pointOf(privateKeyOf(newest?.value ?? '')),
});

/** What a text begins with that was sealed with this key. */
export const sealMark = ({ version }: SealingKey): string => `${version}.`;

const sharedKey = (own: KeyObject, other: KeyObject, points: string): Buffer =>
  Buffer.from(hkdfSync('sha256', diffieHellman({ privateKey: own, publicKey: other }), points, 'trailwatch sealed text v1', 32));

/** AES-256-GCM under a key agreed on with a pair that is forgotten at once. `about` is bound to it: it opens as no other's. */
export function seal(to: SealingKey, about: string, text: string): string {
  const once = generateKeyPairSync('x25519');
  const point = pointOf(once.publicKey);
  const iv = randomBytes(ivBytes);
  const key = sharedKey(once.privateKey, keyAt(to.publicKey), point + to.publicKey);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(about));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return sealMark(to) + Buffer.concat([Buffer.from(point, 'base64url'), iv, body, cipher.getAuthTag()]).toString('base64url');
}

function opened(secret: string, about: string, bytes: Buffer): string {
  const own = privateKeyOf(secret);
  const point = bytes.subarray(0, pointBytes).toString('base64url');
  const key = sharedKey(own, keyAt(point), point + pointOf(own));
  const iv = bytes.subarray(pointBytes, pointBytes + ivBytes);
  const cipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(about)).setAuthTag(bytes.subarray(-tagBytes));
  return cipher.update(bytes.subarray(pointBytes + ivBytes, -tagBytes), undefined, 'utf8') + cipher.final('utf8');
}

/** @throws TrailwatchError `unavailable` when the secret is gone, or this was not sealed for it about that */
export function unseal(secrets: Secrets, about: string, sealed: string): string {
  const [version, body = ''] = sealed.split('.');
  const secret = secrets.find((one) => String(one.version) === version);
  try {
    if (!secret) throw new Error(`there is no secret ${version}`);
    return opened(secret.value, about, Buffer.from(body, 'base64url'));
  } catch (cause) {
    throw new TrailwatchError('unavailable', 'What is sealed does not open with the keys of this installation.', {
      cause,
      mend: 'Older lines of the secrets are needed as long as anything is sealed for them.',
    });
  }
}
