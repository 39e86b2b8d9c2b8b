import { randomBytes } from 'node:crypto';

/** Without letters that look like digits. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const letters = 26;
const codes = 10;

const newCode = (): string =>
  [...randomBytes(letters)]
    .map((byte) => alphabet[byte % alphabet.length])
    .join('')
    .replaceAll(/.{5}(?=.)/g, '$&-');

/** Ten codes of 130 random bits each, in groups that can be typed: Better Auth's own have 59. */
export const newRecoveryCodes = (): string[] => Array.from({ length: codes }, newCode);
