import { TrailwatchError } from '../errors.ts';

const shape = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const isAscii = /^[\u0000-\u007f]*$/;

/**
 * An address as it is stored and compared: NFKC, lower case. Letters beyond ASCII are refused, because "а" and "a" look alike and a
 * second person must not be able to look like a first; a domain of another script has an ASCII form of its own.
 * @throws TrailwatchError `invalid`
 */
export function normalizeEmail(text: string): string {
  const email = text.normalize('NFKC').trim().toLowerCase();
  if (!isAscii.test(email)) {
    throw new TrailwatchError('invalid', 'The e-mail address contains letters that can be mistaken for others.', {
      mend: 'Use plain letters a to z, digits and signs; write a domain of another script in its ASCII form (xn--…).',
    });
  }
  if (email.length <= 254 && shape.test(email)) return email;
  throw new TrailwatchError('invalid', 'This is not an e-mail address.', { mend: 'Expected something like ada@example.com.' });
}
