import { hashPassword } from 'better-auth/crypto';
import { beforeEach, expect, test } from 'vitest';
import { startSso } from './testing/sso.ts';

const { pool, provider, signIn, viewerWith, reset, journalled, journalEnd } = await startSso(`
    groups:
      - { group: admins, role: administrator }
      - { group: ml-search, role: member, teams: [search] }
      - { group: ml-vision, role: member, teams: [vision] }
`);
beforeEach(reset);

const be = (sub: string, groups: string[], more: object = {}) =>
  provider.be(sub, { email: `${sub}@example.com`, email_verified: true, name: sub, groups, ...more });
const roles = async () => (await pool.query('select name, role from person order by name')).rows;

/** Somebody who has been here before the provider: with a password, a passkey, a token and a session. */
async function settle(id: string, isVouched: boolean): Promise<void> {
  await pool.query('insert into person (id, name, email, role, email_verified) values ($1, $1, $2, $3, $4)', [
    id,
    `${id}@example.com`,
    'member',
    isVouched,
  ]);
  await pool.query(
    `insert into sign_in_method (id, provider, subject, person_id, password_hash) values ($1, 'credential', $1, $1, $2)`,
    [id, await hashPassword('gravel sonata mirror thimble')],
  );
  await pool.query(
    `insert into passkey (id, person_id, name, credential_id, public_key, counter, transports, is_backed_up)
     values ($1, $1, 'key', $1, '\\x00', 0, '{}', false)`,
    [id],
  );
  await pool.query(
    `insert into token (id, name, token_hash, person_id, permissions, all_teams, teams, expires_at)
     values ($1, 'ci', $1, $1, '{read}', true, '{}', now() + interval '1 day')`,
    [id],
  );
  await pool.query(
    `insert into invitation (id, token_hash, purpose, person_id, expires_at) values ($1, $1, 'reset', $1, now() + interval '1 day')`,
    [id],
  );
  await pool.query(`insert into session (id, token_hash, person_id, expires_at) values ($1, $1, $1, now() + interval '1 day')`, [
    id,
  ]);
}
const proofs = async (id: string) => {
  const { rows } = await pool.query<{ what: string }>(
    `select 'password' as what from sign_in_method where person_id = $1 and provider = 'credential'
     union all select 'link' from invitation where person_id = $1 and used_at is null and expires_at > now()
     union all select 'passkey' from passkey where person_id = $1
     union all select 'token' from token where person_id = $1 and revoked_at is null order by what`,
    [id],
  );
  return rows.map(({ what }) => what);
};

test('who joins, and what their groups change later, is journalled with before and after', async () => {
  const from = await journalEnd();
  be('eve', ['ml-search']);
  await signIn();
  be('eve', ['ml-search', 'ml-vision', 'admins']);
  await signIn();
  await signIn();
  expect(await journalled(from)).toMatchObject([
    { action: 'person.join', before: null, after: '{"how":"single sign-on","role":"member","teams":["search"]}' },
    { action: 'person.role', before: '{"role":"member"}', after: '{"role":"administrator"}', actor: 'single sign-on' },
    { action: 'person.teams', before: '{"teams":["search"]}', after: '{"teams":["search","vision"]}', result: 'ok' },
  ]);
});

test('a change of teams ends the sessions of before', async () => {
  be('eve', ['ml-search']);
  const first = await signIn();
  be('eve', ['ml-vision']);
  const second = await signIn();
  expect(await viewerWith(first.cookie)).toBeNull();
  expect(await viewerWith(second.cookie)).toMatchObject({ teams: ['vision'] });
  await signIn();
  expect(await viewerWith(second.cookie), 'no change, nothing ends').not.toBeNull();
});

test('the last administrator keeps the role when the groups take it, comes in, and the journal says so', async () => {
  be('ada', ['admins']);
  await signIn();
  const from = await journalEnd();
  be('ada', ['ml-search']);
  const { cookie } = await signIn();
  expect(await viewerWith(cookie)).toMatchObject({ role: 'administrator', teams: ['search'] });
  expect((await journalled(from))[0]).toMatchObject({
    action: 'person.role',
    result: 'denied',
    before: '{"role":"administrator"}',
    after: '{"role":"member"}',
    reason: 'groups at the identity provider, not followed: the last active administrator keeps the role',
  });
  be('bob', ['admins']);
  await signIn();
  be('ada', ['ml-search']);
  await signIn();
  expect(await roles(), 'with another one there it is followed').toEqual([
    { name: 'ada', role: 'member' },
    { name: 'bob', role: 'administrator' },
  ]);
});

test('an administrator who has a password alone, where no password leads in, is not one who is left', async () => {
  await settle('bob', true);
  await pool.query(`update person set role = 'administrator'`);
  be('ada', ['admins']);
  await signIn();
  await pool.query('delete from passkey');
  be('ada', ['ml-search']);
  await signIn();
  expect(await roles()).toContainEqual({ name: 'ada', role: 'administrator' });
  await pool.query(
    `insert into passkey (id, person_id, name, credential_id, public_key, counter, transports, is_backed_up)
     values ('bob', 'bob', 'key', 'bob', '\\x00', 0, '{}', false)`,
  );
  await signIn();
  expect(await roles(), 'with a passkey there is a way in').toContainEqual({ name: 'ada', role: 'member' });
});

test('of two administrators whose groups go at the same moment one stays', async () => {
  for (const sub of ['ada', 'bob']) {
    be(sub, ['admins']);
    await signIn();
  }
  const { saveFederated } = await import('../store/federated.ts');
  const { transaction } = await import('../store/transaction.ts');
  const lower = (sub: string) =>
    transaction({ pool }, (client) =>
      saveFederated(client, {
        subject: `${provider.issuer} ${sub}`,
        email: `${sub}@example.com`,
        isEmailVerified: true,
        name: sub,
        role: 'member',
        teams: [],
        isPasswordOpen: false,
      }),
    );
  await Promise.all([lower('ada'), lower('bob')]);
  expect((await roles()).filter(({ role }) => role === 'administrator')).toHaveLength(1);
});

test('who is in no group any more does not come in, and keeps no session', async () => {
  be('eve', ['ml-search']);
  const { cookie } = await signIn();
  const from = await journalEnd();
  be('eve', []);
  expect((await signIn()).location).toBe('/sign-in?why=groups');
  expect(await viewerWith(cookie)).toBeNull();
  expect(await journalled(from)).toMatchObject([
    { action: 'person.teams', before: '{"teams":["search"]}', after: '{"teams":[]}' },
    { action: 'session.revoke', after: '{"sessionsEnded":1}' },
  ]);
});

test('an address with a password here is not entered by who has not verified it, and nothing of its owner changes', async () => {
  await settle('grace', true);
  const from = await journalEnd();
  for (const more of [
    { email_verified: false },
    { email_verified: undefined },
    { email_verified: 'true' as unknown as boolean },
  ]) {
    be('mallory', ['admins'], { email: 'GRACE@example.com', ...more });
    expect((await signIn()).location).toBe('/sign-in?why=taken');
  }
  expect(await proofs('grace')).toEqual(['link', 'passkey', 'password', 'token']);
  expect(await roles()).toEqual([{ name: 'grace', role: 'member' }]);
  expect(await journalled(from)).toEqual([]);
});

test.each([
  [
    'an administrator gave keeps its owner’s password, passkeys and tokens',
    true,
    ['link', 'passkey', 'password', 'token'],
    'kept',
  ],
  ['anybody may have taken loses what was set before its owner came', false, [], 'removed'],
])('an address that %s', async (_what, isVouched, left, formerProofs) => {
  await settle('grace', isVouched);
  const from = await journalEnd();
  be('grace', ['admins']);
  expect(await viewerWith((await signIn()).cookie)).toMatchObject({ person: { id: 'grace' }, role: 'administrator' });
  expect(await proofs('grace')).toEqual(left);
  expect((await pool.query(`select from session where id = 'grace'`)).rows, 'sessions of before').toEqual([]);
  expect(await journalled(from)).toMatchObject([
    { action: 'person.bind', after: JSON.stringify({ formerProofs, how: 'single sign-on' }) },
    { action: 'person.role' },
  ]);
});

test('who came first with an address that was not theirs is put out when its owner comes', async () => {
  be('mallory', ['ml-search'], { email: 'grace@example.com', email_verified: false });
  const { cookie } = await signIn();
  be('grace', ['admins']);
  await signIn();
  expect(await viewerWith(cookie)).toBeNull();
  be('mallory', ['ml-search'], { email: 'grace@example.com', email_verified: false });
  expect((await signIn()).location).toBe('/sign-in?why=taken');
});

test('nobody becomes a person of the demo', async () => {
  await pool.query(`insert into person (id, name, email, role) values ('demo:ada', 'Ada', 'ada@demo.example', 'administrator')`);
  be('ada', ['ml-search'], { email: 'ada@demo.example' });
  expect((await signIn()).location).toBe('/sign-in?why=taken');
});

test.each([
  ['with signs that nobody sees', 'Eve\0\u202eev\u2066E', 'Eve  ev E'],
  ['without end', 'n'.repeat(500), 'n'.repeat(120)],
  ['that is none', '\u0007 ', 'eve@example.com'],
])('a name %s is cut to what a name can be', async (_what, name, kept) => {
  be('eve', ['ml-search'], { name });
  expect(await viewerWith((await signIn()).cookie)).toMatchObject({ person: { name: kept } });
});

test.each(['grаce@example.com', 'ｇrace@example.com@evil.example', 'grace@exаmple.com', 'grace@example.com\0'])(
  'the address %j is refused',
  async (email) => {
    await settle('grace', true);
    be('mallory', ['admins'], { email });
    expect((await signIn()).location).toBe('/sign-in?why=email');
  },
);
