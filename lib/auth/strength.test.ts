import { expect, test } from 'vitest';
import { signInSchema } from '../config-sign-in.ts';
import { isStrong } from './strength.ts';

const strongOf = (strong?: object) => {
  const group = { group: 'all', role: 'member' };
  const { oidc } = signInSchema.parse({
    oidc: { issuer: 'https://idp.example', clientId: 'x', groups: [group], ...(strong && { strong }) },
  });
  if (!oidc) throw new Error('no oidc');
  return oidc.strong;
};

test.each<[string, object | undefined, { acr?: string; amr?: string[] }, boolean]>([
  ['nothing told', undefined, {}, false],
  ['a password', undefined, { amr: ['pwd'] }, false],
  ['a one-time code alone', undefined, { amr: ['otp'] }, false],
  ['a key alone', undefined, { amr: ['hwk', 'user'] }, false],
  ['a password and a code by SMS', undefined, { amr: ['pwd', 'sms'] }, false],
  ['several factors in so many words', undefined, { amr: ['pwd', 'mfa'] }, true],
  ['a password and a one-time code', undefined, { amr: ['otp', 'pwd'] }, true],
  ['a key and its PIN', undefined, { amr: ['hwk', 'pin'] }, true],
  ['a policy that means it', undefined, { acr: 'https://refeds.org/profile/mfa' }, true],
  ['a level of which nothing is known', undefined, { acr: '2' }, false],
  ['a level that is configured', { acr: ['2'] }, { acr: '2' }, true],
  ['a known policy that is not configured', { acr: ['2'] }, { acr: 'https://refeds.org/profile/mfa' }, false],
  ['a value that only begins alike', { acr: ['2'] }, { acr: '20' }, false],
  ['methods, where none are to count', { amr: [] }, { amr: ['mfa'] }, false],
])('%s', (_what, strong, { acr = null, amr = [] }, expected) => {
  expect(isStrong(strongOf(strong), { acr, amr })).toBe(expected);
});

test.each([[{ acr: ['one two'] }], [{ amr: ['pwd+'] }], [{ amr: ['pwd otp'] }], [{ other: [] }]])('%j is refused', (strong) => {
  expect(() => strongOf(strong)).toThrow(/strong/);
});
