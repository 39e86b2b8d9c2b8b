import { describe, expect, test, vi } from 'vitest';
import { type RoleId, roles } from '../catalog/roles.ts';
import { clientHeader } from '../http/client.ts';
import { testDatabase } from '../testing/database.ts';

const database = await testDatabase();
const { pool, webUrl } = database;
vi.stubEnv('DATABASE_URL', webUrl);
vi.stubEnv('TRAILWATCH_SECRETS', `1:${'s'.repeat(40)}`);
vi.stubEnv('PORT', '3000');
const { answerDoor, doors, doorsByGet } = await import('./doors.ts');
const { makePerson, sessionFor, tokenFor } = await import('../testing/callers.ts');

/** Who may ask at a door: whoever comes, who is signed in, or who signed in within ten minutes. No role may more there than another. */
type Rule = { for: 'anybody' | 'a session' | 'a fresh session'; body: object };
const [code, password, id] = ['000000', 'gravel sonata mirror thimble', 'nothing-has-this'];
const response = { id: 'x', rawId: 'x', type: 'public-key', response: { clientDataJSON: 'x' } };

/** Every door, and a body that it understands. A new door without a row fails. */
const rules: Record<string, Rule> = {
  'POST sign-in': { for: 'anybody', body: { email: 'nobody@example.com', password } },
  'POST demo': { for: 'anybody', body: { person: 'ada' } },
  'POST sign-out': { for: 'anybody', body: {} },
  'POST code': { for: 'anybody', body: { code } },
  'POST recovery-code': { for: 'anybody', body: { code } },
  'POST passkey': { for: 'anybody', body: { response } },
  'POST passkey/ask': { for: 'anybody', body: {} },
  'POST sso': { for: 'anybody', body: { to: '/' } },
  'GET sso/callback': { for: 'anybody', body: {} },
  'POST link/look': { for: 'anybody', body: { token: id } },
  'POST link': { for: 'anybody', body: { token: id, name: 'Eve', email: 'eve@example.com', password } },
  'POST code/begin': { for: 'a fresh session', body: { password } },
  'POST code/confirm': { for: 'a session', body: { code } },
  'POST code/remove': { for: 'a fresh session', body: { password } },
  'POST recovery-codes': { for: 'a fresh session', body: { password } },
  'POST passkey/offer': { for: 'a fresh session', body: {} },
  'POST passkey/add': { for: 'a fresh session', body: { name: 'A key', response } },
  'POST passkey/remove': { for: 'a fresh session', body: { id } },
  'POST password': { for: 'a session', body: { current: 'wrong', password } },
  'POST sessions/end': { for: 'a fresh session', body: { id } },
  'POST sessions/end-others': { for: 'a fresh session', body: {} },
};

const named = (method: string, table: object) => Object.keys(table).map((name) => ({ method, name, door: `${method} ${name}` }));
const every = [...named('POST', doors), ...named('GET', doorsByGet)];

let asked = 0;
/** What came of it: nobody was seen, the sign-in was too old, or the door opened, whatever stood behind it. */
async function ask({ method, name, door }: (typeof every)[number], headers: Record<string, string>) {
  // Each from an address of its own: how often one may try is another matter.
  const from = `198.51.${100 + (asked >> 8)}.${asked++ & 255}`;
  const request = new Request(`http://localhost:3000/api/auth/${name}`, {
    method,
    headers: { 'content-type': 'application/json', origin: 'http://localhost:3000', [clientHeader]: from, ...headers },
    ...(method === 'GET' ? {} : { body: JSON.stringify(rules[door]?.body) }),
  });
  const answer = await answerDoor(name, request);
  const text = await answer.text();
  const isSigned = answer.status === 401 && text.includes('You are not signed in');
  const isStale = answer.status === 403 && text.includes('a fresh sign-in');
  return { came: isSigned ? 'nobody' : isStale ? 'stale' : 'in', answer, text };
}

const people = Object.fromEntries(
  await Promise.all(
    (Object.keys(roles) as RoleId[]).map(async (role) => [role, await makePerson(database, role, ['alpha'])] as const),
  ),
) as Record<RoleId, string>;

const hourAgo = async (column: 'created_at' | 'last_seen_at', personId: string, hours: number): Promise<void> => {
  await pool.query(`update session set ${column} = now() - make_interval(hours => $2) where person_id = $1`, [personId, hours]);
};

/** What a browser may hold, and whether that opens a door for a session and one for a fresh session. */
const states: Record<string, { opens: 'none' | 'stale' | 'all'; make: (personId: string) => Promise<Record<string, string>> }> = {
  'signed out': { opens: 'none', make: async () => ({}) },
  'signed in': { opens: 'all', make: (personId) => sessionFor(database, personId) },
  'signed in an hour ago': {
    opens: 'stale',
    make: async (personId) => {
      const headers = await sessionFor(database, personId);
      await hourAgo('created_at', personId, 1);
      return headers;
    },
  },
  'an expired session': { opens: 'none', make: (personId) => sessionFor(database, personId, true) },
  'a session that nobody used for long': {
    opens: 'none',
    make: async (personId) => {
      const headers = await sessionFor(database, personId);
      await hourAgo('last_seen_at', personId, 13);
      return headers;
    },
  },
  'a revoked session': {
    opens: 'none',
    make: async (personId) => {
      const headers = await sessionFor(database, personId);
      await pool.query('delete from session where person_id = $1', [personId]);
      return headers;
    },
  },
  'a forged session': { opens: 'none', make: async () => ({ cookie: `__Host-trailwatch=${'x'.repeat(43)}.signature` }) },
  'a token of the API': {
    opens: 'none',
    make: async (personId) => {
      await pool.query('delete from token where person_id = $1', [personId]);
      return (await tokenFor(database, { personId, permissions: ['read'] })).headers;
    },
  },
};

const wanted = (rule: Rule | undefined, opens: 'none' | 'stale' | 'all'): string => {
  if (rule?.for === 'anybody' || opens === 'all') return 'in';
  if (opens === 'none') return 'nobody';
  return rule?.for === 'a session' ? 'in' : 'stale';
};

test('every door has its rule, and no rule is of none', () => {
  expect(every.map(({ door }) => door).toSorted()).toEqual(Object.keys(rules).toSorted());
});

describe.each(every)('$door', (one) => {
  test.each(Object.entries(states))('%s: what the table of doors says, for every role', async (_state, { opens, make }) => {
    const tried = Object.entries(people).map(async ([role, personId]) => {
      const { came, answer, text } = await ask(one, await make(personId));
      expect([role, came, text.slice(0, 200)]).toEqual([role, wanted(rules[one.door], opens), expect.anything()]);
      // The body was understood; a passkey alone asks for what was given to this browser before.
      if (answer.status === 400)
        expect([one.name, text]).toEqual([expect.stringMatching(/^passkey/), expect.stringContaining('ten minutes')]);
      if (came !== 'in') expect([role, answer.headers.getSetCookie()]).toEqual([role, []]);
    });
    await Promise.all(tried);
  });

  test('is no other door’s by another method', async () => {
    const other = { ...one, method: one.method === 'GET' ? 'POST' : 'GET' };
    expect((await ask(other, await sessionFor(database, people.administrator))).answer.status).toBe(404);
  });
});
