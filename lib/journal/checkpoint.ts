import { createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '#lib/audit/canonical.ts';

const hex = (length: number) => z.string().regex(new RegExp(`^[0-9a-f]{${length}}$`));

const schema = z.strictObject({
  seq: z.int().min(1),
  /** Hash of row `seq`. */
  hash: hex(64),
  at: z.iso.datetime(),
  /** Rows up to `seq`. */
  count: z.int().min(1),
  /** Hash of the line before; null in the first one. */
  previous: hex(64).nullable(),
  /** Which key signed: see keyId. */
  key: hex(16),
  /** Ed25519 over all of the above, base64. */
  signature: z.string(),
});

/** One line of checkpoints.jsonl: "the journal ended so, then", signed. */
export type Checkpoint = z.infer<typeof schema>;

const domain = 'trailwatch journal checkpoint v1\n';
const signed = (body: Omit<Checkpoint, 'signature'>): Buffer => Buffer.from(domain + canonicalJson(body));

/** The first 16 hex digits of the SHA-256 of the public key, whichever half is given. */
export const keyId = (key: KeyObject): string =>
  hash('sha256', (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' })).slice(0, 16);

export const lineHash = (line: string): string => hash('sha256', `${domain}${line}`);

/** @returns the line, without its end */
export function signCheckpoint(body: Omit<Checkpoint, 'key' | 'signature'>, privateKey: KeyObject): string {
  const whole = { ...body, key: keyId(privateKey) };
  return canonicalJson({ ...whole, signature: sign(null, signed(whole), privateKey).toString('base64') });
}

/** A line as written, or null where it is none. */
export function readCheckpoint(line: string): Checkpoint | null {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

export const isSigned = ({ signature, ...body }: Checkpoint, publicKey: KeyObject): boolean =>
  verify(null, signed(body), publicKey, Buffer.from(signature, 'base64'));
