import { beforeEach, expect, test } from 'vitest';
import { minuteMs } from '../time.ts';
import { startSso } from './testing/sso.ts';

const { provider, post, signIn, viewerWith, reset } = await startSso(
  `
    strong: { acr: [urn:example:two] }
    groups:
      - { group: compliance, role: auditor }
`,
  'secondFactor: [auditor]',
);
beforeEach(reset);

const eve = { email: 'eve@example.com', email_verified: true, name: 'Eve', groups: ['compliance'] };
const secondsAgo = (seconds: number): number => Math.floor(Date.now() / 1000) - seconds;
const entered = async (login: Parameters<typeof provider.be>[2]) => {
  provider.be('eve', eve, login);
  const { cookie } = await signIn();
  return { cookie, viewer: await viewerWith(cookie) };
};

test.each([
  ['nothing', {}, false],
  ['a password', { amr: ['pwd'] }, false],
  ['a password and a code', { amr: ['pwd', 'otp'] }, true],
  ['several factors', { amr: ['mfa'] }, true],
  ['the level that was asked for', { acr: 'urn:example:two' }, true],
  ['another level', { acr: 'urn:example:one' }, false],
])('a provider that tells of %s: enough for a role that asks for a second factor?', async (_what, login, isEnough) => {
  const { viewer } = await entered(login);
  expect(viewer).toMatchObject({ needsFactor: !isEnough });
  expect(provider.asked('acr_values')).toBe('urn:example:two');
});

test('who has too few factors may add a passkey here, and nothing else', async () => {
  const { cookie } = await entered({ amr: ['pwd'] });
  expect((await post('passkey/offer', {}, cookie)).status).toBe(200);
  const { callerOf } = await import('./caller.ts');
  const request = new Request('http://localhost:3000/api/v1/find', { headers: { cookie } });
  await expect(callerOf(request)).rejects.toMatchObject({ code: 'denied', message: 'Your role needs a second factor.' });
});

test('a sign-in is as old as the provider says, not as the session', async () => {
  expect((await entered({})).viewer, 'just now').toMatchObject({ isFresh: true });
  const old = await entered({ ts: secondsAgo(11 * 60) });
  expect(old.viewer).toMatchObject({ isFresh: false });
  expect(Date.now() - (old.viewer?.signedInAt ?? 0)).toBeLessThan(minuteMs);
  expect((await post('passkey/offer', {}, old.cookie)).status).toBe(403);
  expect((await entered({ ts: secondsAgo(-30) })).viewer, 'a clock that is ahead').toMatchObject({ isFresh: true });
});

test('a fresh sign-in is asked of the provider, and must have been one', async () => {
  provider.be('eve', eve);
  const fresh = await signIn('/account', true);
  expect(fresh.location).toBe('/account');
  expect([provider.asked('prompt'), provider.asked('max_age')]).toEqual(['login', '0']);
  expect(await viewerWith(fresh.cookie)).toMatchObject({ isFresh: true });
  provider.be('eve', eve, { ts: secondsAgo(300) });
  expect(await signIn('/account', true)).toEqual({ location: '/sign-in?why=stale&again=1', cookie: '' });
  await signIn();
  expect([provider.asked('prompt'), provider.asked('max_age')], 'otherwise no older than a session may get').toEqual([
    null,
    '604800',
  ]);
});
