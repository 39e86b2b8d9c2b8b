import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { verifyPassword as verifyScrypt } from 'better-auth/crypto';
import { shared } from '../process.ts';
import { gate } from './gate.ts';

type Cost = { memoryKib: number; passes: number; lanes: number };

/** The OWASP Password Storage Cheat Sheet's least for Argon2id. */
const cost: Cost = { memoryKib: 19_456, passes: 2, lanes: 1 };
const saltBytes = 16;
const tagBytes = 32;

/** Each takes its memory and a thread of the pool of four, which files need too. */
const atOnce: ReturnType<typeof gate> = (work) => shared('password-hashes', () => gate(2))(work);
const derive = promisify(argon2);

const base64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

/** Unicode is normalised, as NIST SP 800-63B advises: what one keyboard composes, another sends in parts. */
const tagOf = (password: string, salt: Buffer, { memoryKib, passes, lanes }: Cost, length: number): Promise<Buffer> => {
  const message = password.normalize('NFKC');
  const asked: Argon2Parameters = { message, nonce: salt, memory: memoryKib, passes, parallelism: lanes, tagLength: length };
  return atOnce(() => derive('argon2id', asked));
};

type Stored = { cost: Cost; salt: Buffer; tag: Buffer };

/** A hash in the PHC string format, of Argon2id version 1.3; null for any other. */
const parse = (hash: string): Stored | null => {
  const shape = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;
  const [, memory, passes, lanes, salt = '', tag = ''] = shape.exec(hash) ?? [];
  if (memory === undefined) return null;
  return {
    cost: { memoryKib: Number(memory), passes: Number(passes), lanes: Number(lanes) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
};

/** Argon2id with a salt of its own, as `$argon2id$v=19$m=…,t=…,p=…$salt$hash`: what it took is told beside it. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const tag = await tagOf(password, salt, cost, tagBytes);
  return `$argon2id$v=19$m=${cost.memoryKib},t=${cost.passes},p=${cost.lanes}$${base64(salt)}$${base64(tag)}`;
}

/** Also of hashes with other costs, and of those of earlier versions: Better Auth's scrypt. */
export async function verifyPassword({ hash, password }: { hash: string; password: string }): Promise<boolean> {
  const stored = parse(hash);
  if (stored) return timingSafeEqual(await tagOf(password, stored.salt, stored.cost, stored.tag.length), stored.tag);
  return /^[0-9a-f]{32}:[0-9a-f]{128}$/.test(hash) && atOnce(() => verifyScrypt({ hash, password }));
}

/** Whether it would be made with more work today, or another function. */
export function isDated(hash: string): boolean {
  const stored = parse(hash);
  if (!stored) return true;
  return (
    stored.cost.memoryKib * stored.cost.passes < cost.memoryKib * cost.passes ||
    stored.salt.length < saltBytes ||
    stored.tag.length < tagBytes
  );
}
