import { randomBytes } from 'node:crypto';
import { hashToken } from './tokens.ts';

/** Crockford's 32 letters: none looks like another. */
const letters = '0123456789abcdefghjkmnpqrstvwxyz';
const count = 10;
const length = 28;

/** 140 random bits, in groups of four. */
const newCode = (): string => {
  const code = Array.from(randomBytes(length), (byte) => letters[byte & 31]).join('');
  return code.match(/.{4}/g)?.join('-') ?? '';
};

export const newRecoveryCodes = (): string[] => Array.from({ length: count }, newCode);

/** However it was typed: in capitals, without hyphens, with o for 0. */
const plain = (code: string): string =>
  code
    .toLowerCase()
    .replaceAll(/[^0-9a-z]/g, '')
    .replaceAll('o', '0')
    .replaceAll(/[il]/g, '1');

/** What is stored. So many random bits need neither salt nor a slow hash. */
export const hashRecoveryCode = (personId: string, code: string): string => hashToken(`recovery code ${personId} ${plain(code)}`);
