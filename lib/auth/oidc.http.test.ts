import { afterAll, expect, test, vi } from 'vitest';
import { signInSchema } from '../config-sign-in.ts';
import { beginOidc, finishOidc } from './oidc.ts';
import { type Forgery, startForger } from './testing/forger.ts';

const forger = await startForger();
afterAll(forger.stop);

const configOf = (issuer: string) => {
  const group = { group: 'all', role: 'member' };
  const { oidc } = signInSchema.parse({ oidc: { issuer, clientId: 'trailwatch', scopes: ['openid'], groups: [group] } });
  if (!oidc) throw new Error('no oidc');
  return oidc;
};
const config = configOf(forger.issuer);
const secondsFromNow = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

const finish = async (forgery: Forgery, { again = false, search = '', at = forger, by = config } = {}) => {
  const { attempt } = await beginOidc(by, { to: '/all', again });
  at.forge(attempt.nonce, forgery);
  return finishOidc(by, `?code=x&state=${attempt.state}${search}`, attempt);
};

test('the right token is taken, and tells no more than it says', async () => {
  expect(await finish({})).toMatchObject({
    subject: `${forger.issuer} eve`,
    email: 'e@example.com',
    isEmailVerified: false,
    isStrong: false,
    provedAt: null,
  });
});

test.each<[string, Forgery]>([
  ['another issuer', { claims: { iss: 'https://evil.example' } }],
  ['another audience', { claims: { aud: 'another' } }],
  ['several audiences and another party', { claims: { aud: ['trailwatch', 'other'], azp: 'other' } }],
  ['another nonce', { claims: { nonce: 'other' } }],
  ['no nonce', { claims: { nonce: undefined } }],
  ['an end that is over', { claims: { exp: secondsFromNow(-3600) } }],
  ['no end', { claims: { exp: undefined } }],
  ['an hour yet to come', { claims: { iat: secondsFromNow(3600), exp: secondsFromNow(7200) } }],
  ['a sign-in yet to come', { claims: { auth_time: secondsFromNow(3600) } }],
  ['a sign-in at no time', { claims: { auth_time: 'now' } }],
  ['no subject', { claims: { sub: undefined } }],
  ['a subject without end', { claims: { sub: 's'.repeat(256) } }],
  ['a subject with NUL', { claims: { sub: 'eve\0' } }],
  ['no signature', { header: { alg: 'none' }, isUnsigned: true }],
  ['no signature, said to have one', { isUnsigned: true }],
  ['another algorithm', { header: { alg: 'HS256' } }],
  ['the public key taken for a secret', { header: { alg: 'HS256' }, signedBy: 'public key' }],
  ['the signature of a stranger', { signedBy: 'stranger' }],
  ['a key that nobody knows', { header: { kid: 'two' }, signedBy: 'next key' }],
])('a token of %s is not', async (_what, forgery) => {
  await expect(finish(forgery)).rejects.toMatchObject({ refusal: 'answer' });
});

test('a token that a browser brings is not looked at', async () => {
  await expect(finish({}, { search: '&id_token=e30.e30.' })).rejects.toMatchObject({ refusal: 'answer' });
});

test('a key of fewer than 2048 bits signs nothing', async () => {
  const weak = await startForger(1024);
  await expect(finish({}, { at: weak, by: configOf(weak.issuer) })).rejects.toMatchObject({ refusal: 'answer' });
  await weak.stop();
});

test.each([
  ['says nothing of when', {}, 'untimed'],
  ['was five minutes before it was asked for', { auth_time: secondsFromNow(-300) }, 'stale'],
])('a fresh sign-in that %s is refused', async (_what, claims, refusal) => {
  await expect(finish({ claims }, { again: true })).rejects.toMatchObject({ refusal });
  await expect(finish({ claims })).resolves.toMatchObject({ subject: `${forger.issuer} eve` });
});

test('a fresh sign-in is taken, also from a clock that is a little behind', async () => {
  const authTime = secondsFromNow(-20);
  expect(await finish({ claims: { auth_time: authTime } }, { again: true })).toMatchObject({ provedAt: authTime * 1000 });
});

test('a person who cancels there is told so', async () => {
  const { attempt } = await beginOidc(config, { to: '/all', again: false });
  const search = `?error=access_denied&error_description=no&state=${attempt.state}`;
  await expect(finishOidc(config, search, attempt)).rejects.toMatchObject({ refusal: 'declined' });
});

test('keys that change are fetched anew', async () => {
  const turning = await startForger();
  const by = configOf(turning.issuer);
  await finish({}, { at: turning, by });
  turning.rotate();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
  const forgery = { header: { kid: 'two' }, signedBy: 'next key' } as const;
  expect(await finish(forgery, { at: turning, by })).toMatchObject({ subject: `${turning.issuer} eve` });
  await expect(finish({}, { at: turning, by }), 'the old key').rejects.toMatchObject({ refusal: 'answer' });
  vi.useRealTimers();
  await turning.stop();
});
