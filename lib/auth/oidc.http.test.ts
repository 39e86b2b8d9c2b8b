import { afterAll, expect, test } from 'vitest';
import { beginOidc, finishOidc } from './oidc.ts';
import { type Forgery, startForger } from './testing/forger.ts';

const forger = await startForger();
afterAll(forger.stop);
const config = {
  name: 'x',
  issuer: forger.issuer,
  clientId: 'trailwatch',
  scopes: ['openid'],
  groupsClaim: 'groups',
  groups: [],
};
const hourAgo = Math.floor(Date.now() / 1000) - 3600;

test('a provider that is down is told, and asked anew', async () => {
  await expect(beginOidc({ ...config, issuer: 'http://127.0.0.1:9' }, '/all')).rejects.toMatchObject({ refusal: 'unreachable' });
  await expect(beginOidc(config, '/all')).resolves.toMatchObject({ attempt: { to: '/all' } });
});

const finish = async (forgery: Forgery) => {
  const { attempt } = await beginOidc(config, '/all');
  forger.forge(attempt.nonce, forgery);
  return finishOidc(config, `?code=x&state=${attempt.state}`, attempt);
};

test('the right token is taken', async () => {
  expect(await finish({})).toMatchObject({ subject: `${forger.issuer} eve`, email: 'e@example.com', isEmailVerified: false });
});

test.each<[string, Forgery]>([
  ['another issuer', { claims: { iss: 'https://evil.example' } }],
  ['another audience', { claims: { aud: 'another' } }],
  ['several audiences and another party', { claims: { aud: ['trailwatch', 'other'], azp: 'other' } }],
  ['another nonce', { claims: { nonce: 'other' } }],
  ['no nonce', { claims: { nonce: undefined } }],
  ['an end that is over', { claims: { exp: hourAgo } }],
  ['no subject', { claims: { sub: undefined } }],
  ['no signature', { header: { alg: 'none' }, isUnsigned: true }],
  ['another algorithm', { header: { alg: 'HS256' } }],
  ['the signature of a stranger', { isSignedByStranger: true }],
])('a token of %s is not', async (_what, forgery) => {
  await expect(finish(forgery)).rejects.toMatchObject({ refusal: 'answer' });
});
