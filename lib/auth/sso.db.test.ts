import { beforeEach, expect, test } from 'vitest';
import { startSso } from './testing/sso.ts';

const { pool, provider, callback, away, back, post, signIn, viewerWith, reset } = await startSso(`
    groups:
      - { group: ml-search, role: member, teams: [search] }
      - { group: ml-vision, role: member, teams: [vision] }
      - { group: compliance, role: auditor }
`);
beforeEach(reset);

test('makes a person just in time, with the role and teams of their groups, and follows when these change', async () => {
  provider.be('eve', { email: 'Eve@Example.com', email_verified: true, name: 'Eve', groups: ['ml-search', 'nowhere'] });
  const first = await signIn('/search/endpoints?range=1h');
  expect(first.location).toBe('/search/endpoints?range=1h');
  expect(await viewerWith(first.cookie)).toMatchObject({
    person: { name: 'Eve', email: 'eve@example.com' },
    role: 'member',
    teams: ['search'],
  });

  provider.be('eve', { email: 'eve@example.com', email_verified: true, name: 'Eve', groups: ['ml-vision', 'compliance'] });
  const second = await signIn();
  expect(await viewerWith(second.cookie)).toMatchObject({ role: 'auditor', teams: ['vision'] });
  expect(await viewerWith(first.cookie), 'the old role has no session left').toBeNull();
  expect((await pool.query('select from person')).rows).toHaveLength(1);

  provider.be('eve', { email: 'eve@example.com', email_verified: true, groups: [] });
  expect(await signIn()).toMatchObject({ location: '/sign-in?why=groups', cookie: '' });
});

test('a team given by hand stays', async () => {
  provider.be('eve', { email: 'eve@example.com', email_verified: true, groups: ['ml-search'] });
  await signIn();
  await pool.query(`insert into membership select id, 'ranking', 'by hand' from person`);
  expect(await viewerWith((await signIn()).cookie)).toMatchObject({ teams: ['ranking', 'search'] });
});

test('an address that is somebody’s leads to them only when the provider has verified it', async () => {
  await pool.query(`insert into person (id, name, email, role) values ('grace', 'Grace', 'grace@example.com', 'administrator')`);
  provider.be('mallory', { email: 'grace@example.com', email_verified: false, groups: ['compliance'] });
  expect((await signIn()).location).toBe('/sign-in?why=taken');
  provider.be('grace', { email: 'grace@example.com', email_verified: true, groups: ['compliance'] });
  expect(await viewerWith((await signIn()).cookie)).toMatchObject({ person: { id: 'grace' } });
});

test.each([
  ['none', {}],
  ['one of look-alikes', { email: 'grаce@example.com' }],
])('an address that is %s is refused', async (_what, claims) => {
  provider.be('eve', { ...claims, email_verified: true, groups: ['compliance'] });
  expect((await signIn()).location).toBe('/sign-in?why=email');
});

test('who was disabled does not come in', async () => {
  provider.be('eve', { email: 'eve@example.com', email_verified: true, groups: ['compliance'] });
  await signIn();
  await pool.query('update person set disabled_at = now()');
  expect(await signIn()).toMatchObject({ location: '/sign-in?why=person', cookie: '' });
});

test('an answer counts once, in the browser that asked, with the state and nonce it was given', async () => {
  provider.be('eve', { email: 'eve@example.com', email_verified: true, groups: ['compliance'] });
  const why = async (address: string, cookie: string) => (await back(address, cookie)).headers.get('location');
  const once = await away();
  expect(await why(once.address, once.cookie)).toBe('/search');
  expect(await why(once.address, once.cookie)).toBe('/sign-in?why=late');
  expect(await why((await away()).address, '')).toBe('/sign-in?why=late');
  const other = await away();
  expect(await why((await away()).address, other.cookie)).toBe('/sign-in?why=answer');
  const wrongState = await away();
  expect(await why(wrongState.address.replace(/state=[^&]+/, 'state=other'), wrongState.cookie)).toBe('/sign-in?why=answer');
  const wrongIssuer = await away();
  expect(await why(wrongIssuer.address.replace(/iss=[^&]+/, 'iss=https%3A%2F%2Fevil.example'), wrongIssuer.cookie)).toBe(
    '/sign-in?why=answer',
  );
  const replayed = await away();
  const usedCode = new URL(once.address).searchParams.get('code') ?? '';
  expect(await why(replayed.address.replace(/code=[^&]+/, `code=${usedCode}`), replayed.cookie)).toBe('/sign-in?why=answer');
  const wrongNonce = await away();
  await pool.query(`update verification set value = (value::jsonb || '{"nonce":"other"}')::text`);
  expect(await why(wrongNonce.address, wrongNonce.cookie)).toBe('/sign-in?why=answer');
  const passkey = await post('passkey/ask', {});
  expect(await why((await away()).address, passkey.headers.getSetCookie()[0]?.split(';')[0] ?? '')).toBe('/sign-in?why=late');
  const late = await away();
  await pool.query(`update verification set expires_at = now() - interval '1 second'`);
  expect(await why(late.address, late.cookie)).toBe('/sign-in?why=late');
  const refused = await away();
  const denied = `${callback}?error=access_denied&state=${new URL(refused.address).searchParams.get('state')}&iss=${encodeURIComponent(provider.issuer)}`;
  expect(await why(denied, refused.cookie)).toBe('/sign-in?why=declined');
});

test('no link leads elsewhere after signing in, and no password leads in', async () => {
  provider.be('eve', { email: 'eve@example.com', email_verified: true, groups: ['compliance'] });
  expect((await signIn('//evil.example')).location).toBe('/all');
  expect((await post('sign-in', { email: 'eve@example.com', password: 'x' })).status).toBe(404);
});
