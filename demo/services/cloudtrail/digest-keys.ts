import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { dayMs, hourMs } from '#lib/time.ts';
import { digestKeyPairs } from './digest-key-pairs.ts';

/** A key of one Region. `value`: the public key, DER of PKCS #1; `fingerprint`: its MD5 in hexadecimal digits. */
type DigestKey = { privateKey: KeyObject; value: Buffer; fingerprint: string };
/** When it signs, epoch ms, [from, to). */
export type KeyTerm = { key: DigestKey; from: number; to: number };

/** Each Region turns its key over this often, at an hour of its own; unlike AWS's, a key comes back after half a year. */
const termMs = 30 * dayMs;
const offsets: Readonly<Record<string, number>> = { 'eu-west-1': 5 * hourMs, 'us-east-1': 11 * dayMs + 17 * hourMs };

const keys: readonly DigestKey[] = digestKeyPairs.map((lines) => {
  const privateKey = createPrivateKey({ key: Buffer.from(lines.join(''), 'base64'), format: 'der', type: 'pkcs8' });
  const value = createPublicKey(privateKey).export({ type: 'pkcs1', format: 'der' });
  return { privateKey, value, fingerprint: createHash('md5').update(value).digest('hex') };
});

/** The terms that touch [from, to], oldest first. Regions begin at different keys. */
export function termsBetween(region: string, from: number, to: number): KeyTerm[] {
  const offset = offsets[region];
  if (offset === undefined) return [];
  const first = (Object.keys(offsets).indexOf(region) * keys.length) / 2;
  const found: KeyTerm[] = [];
  for (let term = Math.floor((from - offset) / termMs); term * termMs + offset <= to; term += 1) {
    const begins = term * termMs + offset;
    const key = keys[(term + first) % keys.length];
    if (key) found.push({ key, from: begins, to: begins + termMs });
  }
  return found;
}

/** The key by which a Region signs at `at`. @throws RangeError in a Region in which no trail logs */
export function keyAt(region: string, at: number): DigestKey {
  const [term] = termsBetween(region, at, at);
  if (!term) throw new RangeError(`${region} signs no digests`);
  return term.key;
}

/** @returns SHA256withRSA in hexadecimal digits */
export const signatureOf = ({ privateKey }: DigestKey, text: string): string =>
  sign('sha256', Buffer.from(text), privateKey).toString('hex');
