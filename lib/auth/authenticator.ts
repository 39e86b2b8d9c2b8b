import { randomBytes, timingSafeEqual } from 'node:crypto';
import { base32 } from '@better-auth/utils/base32';
import { createOTP } from '@better-auth/utils/otp';

/** Codes as every authenticator app makes them (RFC 6238: SHA-1, six digits, 30 s). */
const stepMs = 30_000;

/** 160 random bits, the length of the hash. */
export const newSeed = (): Buffer => randomBytes(20);

/** As a person types it into an app that reads no QR code. */
export const seedText = (seed: Uint8Array): string => base32.encode(seed, { padding: false });

export const seedUri = (seed: Uint8Array, email: string): string => createOTP(seed).url('Trailwatch', email);

const isCode = async (seed: Uint8Array, code: string, step: number): Promise<boolean> => {
  const [given, right] = [Buffer.from(code), Buffer.from(await createOTP(seed).hotp(step))];
  return given.length === right.length && timingSafeEqual(given, right);
};

/** `late`: it was right half a minute ago. Clocks of apps are set by the network: a code of another step is not taken. */
export async function judgeCode(seed: Uint8Array, code: string, now: number): Promise<'right' | 'late' | 'wrong'> {
  const step = Math.floor(now / stepMs);
  const [isNow, wasBefore] = await Promise.all([isCode(seed, code, step), isCode(seed, code, step - 1)]);
  if (isNow) return 'right';
  return wasBefore ? 'late' : 'wrong';
}
