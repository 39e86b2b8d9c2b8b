import { beforeEach, describe, expect, test, vi } from 'vitest';
import { DELETE } from '../../app/api/v1/tokens/[id]/route.ts';
import { GET, POST } from '../../app/api/v1/tokens/route.ts';
import { testDatabase } from '../testing/database.ts';

const database = await testDatabase();
const { pool, webUrl } = database;
vi.stubEnv('DATABASE_URL', webUrl);
const { apiRequest, makePerson, sessionFor, tokenFor } = await import('../testing/callers.ts');
const { callerOf } = await import('./caller.ts');

const path = '/api/v1/tokens';
const make = (headers: Record<string, string>, body: object = {}) =>
  POST(apiRequest(path, { method: 'POST', headers, body: { name: 'ci', permissions: ['read'], ...body } }));
const list = async (headers: Record<string, string>, query = '') => {
  const answer = await GET(apiRequest(`${path}${query}`, { headers }));
  return { status: answer.status, items: ((await answer.json()) as { items?: Record<string, unknown>[] }).items };
};
const revoke = (headers: Record<string, string>, id: string) =>
  DELETE(apiRequest(`${path}/${id}`, { method: 'DELETE', headers }), { params: Promise.resolve({ id }) });
const who = (headers: Record<string, string>) => callerOf(apiRequest('/', { headers }));
const rows = async () =>
  (await pool.query('select action, result, subject_name, before, after from journal order by seq')).rows as Record<
    string,
    string
  >[];

let [mia, miaSession]: [string, Record<string, string>] = ['', {}];
beforeEach(async () => {
  await pool.query('truncate person cascade');
  mia = await makePerson(database, 'member', ['search', 'fraud']);
  miaSession = await sessionFor(database, mia);
});

test('a token is shown once, kept as a hash, opens what it was made for, and its making is in the journal', async () => {
  const made = await make(miaSession, { teams: ['search'] });
  expect(made.status).toBe(201);
  const { token, id } = (await made.json()) as { token: string; id: string };
  expect(token).toMatch(/^tw_[\w-]{43}$/);
  const { rows: stored } = await pool.query<{ whole: string }>('select token::text as whole from token');
  expect(stored[0]?.whole).not.toContain(token.slice(3));
  const caller = await who({ authorization: `Bearer ${token}` });
  expect(caller).toMatchObject({ kind: 'token', id, name: 'ci', personId: mia, scope: { teams: ['search'] } });
  expect([caller?.may('read'), caller?.may('export')]).toEqual([true, false]);
  const [row] = (await rows()).slice(-1);
  expect(row).toMatchObject({ action: 'token.create', result: 'ok', subject_name: 'ci' });
  expect(JSON.stringify(row)).not.toContain(token);
  expect((await list(miaSession)).items).toMatchObject([{ id, state: 'live', teams: ['search'], lastUsedFrom: '192.0.2.7' }]);
});

describe('a token does no more than its owner may now', () => {
  test('who loses a team, a role or their place takes it from their tokens', async () => {
    const omar = await makePerson(database, 'administrator');
    const wide = await tokenFor(database, { personId: omar, permissions: ['read', 'journal.read'] });
    const both = await tokenFor(database, { personId: mia, permissions: ['read'], teams: ['search', 'fraud'] });
    expect((await who(wide.headers))?.scope.teams).toBe('all');
    await pool.query(`update person set role = 'member' where id = $1`, [omar]);
    const lowered = await who(wide.headers);
    expect([lowered?.may('journal.read'), lowered?.may('read'), lowered?.scope.teams]).toEqual([false, true, []]);
    await pool.query(`delete from membership where person_id = $1 and team = 'fraud'`, [mia]);
    expect((await who(both.headers))?.scope.teams).toEqual(['search']);
    await pool.query('update person set disabled_at = now()');
    expect([await who(wide.headers), await who(both.headers)]).toEqual([null, null]);
  });

  test.each([
    ['a permission', { permissions: ['journal.read'] }, 403],
    ['a team', { teams: ['vision'] }, 403],
    ['what no token can do', { permissions: ['people.manage'] }, 400],
    ['nothing', { permissions: [] }, 400],
    ['more than a year', { days: 366 }, 400],
    ['a key nobody knows', { extra: 1 }, 400],
    ['a long name', { name: 'x'.repeat(101) }, 400],
  ])('nobody makes one for %s beyond', async (_, body, status) => {
    expect((await make(miaSession, body)).status).toBe(status);
    expect((await pool.query('select from token')).rows).toEqual([]);
  });

  test('a team’s token of one who sees all sees that team', async () => {
    const personId = await makePerson(database, 'auditor');
    const { headers } = await tokenFor(database, { personId, permissions: ['read'], teams: ['search'] });
    expect((await who(headers))?.scope.teams).toEqual(['search']);
  });
});

test.each([
  'Bearer tw_short',
  `Bearer ${'a'.repeat(43)}`,
  'Basic dHdfOng=',
  '',
  `Bearer tw_${'a'.repeat(43)}`,
  `Bearer tw_${'a'.repeat(43)}\ttw_`,
])('the header %j opens nothing, though a session comes with it', async (authorization) => {
  expect(await who({ ...miaSession, authorization })).toBeNull();
});

test('expired and revoked ones open nothing; what is revoked stays so', async () => {
  const one = await tokenFor(database, { personId: mia, permissions: ['read'] });
  const other = await tokenFor(database, { personId: mia, permissions: ['read'] });
  await pool.query(
    `update token set created_at = now() - interval '2 days', expires_at = now() - interval '1 second' where id = $1`,
    [one.id],
  );
  expect(await who(one.headers)).toBeNull();
  expect((await revoke(miaSession, other.id)).status).toBe(204);
  expect(await who(other.headers)).toBeNull();
  expect((await revoke(miaSession, other.id)).status).toBe(404);
  expect((await list(miaSession)).items?.map(({ state }) => state).toSorted()).toEqual(['expired', 'revoked']);
  expect((await rows()).at(-1)).toMatchObject({ action: 'token.revoke', subject_name: 'A token' });
});

test('others’ tokens are the administrator’s to see and to end, and no token’s', async () => {
  const { id, headers } = await tokenFor(database, { personId: mia, permissions: ['read'] });
  const max = await sessionFor(database, await makePerson(database, 'member'));
  const ada = await sessionFor(database, await makePerson(database, 'administrator'));
  expect((await revoke(max, id)).status).toBe(404);
  expect([(await list(max)).items, (await list(max, '?of=everybody')).status]).toEqual([[], 403]);
  expect([(await list(headers)).status, (await revoke(headers, id)).status, (await make(headers)).status]).toEqual([
    403, 403, 403,
  ]);
  expect((await list(ada, '?of=everybody')).items).toMatchObject([{ id, owner: { id: mia } }]);
  expect((await revoke(ada, id)).status).toBe(204);
});

test('use is noted at most once a minute', async () => {
  const { headers } = await tokenFor(database, { personId: mia, permissions: ['read'] });
  const used = async () => (await pool.query<{ at: Date }>('select last_used_at as at from token')).rows[0]?.at.getTime();
  await who(headers);
  const first = await used();
  await who(headers);
  expect(await used()).toBe(first);
  await pool.query(`update token set last_used_at = now() - interval '61 seconds'`);
  await who(headers);
  expect(await used()).toBeGreaterThanOrEqual(first ?? Infinity);
});

test('fifty live tokens are enough, also for two at once', async () => {
  for (let count = 0; count < 49; count++) await tokenFor(database, { personId: mia, permissions: ['read'] });
  const answers = await Promise.all([make(miaSession), make(miaSession)]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
});

test('making one asks for a fresh sign-in', async () => {
  await pool.query(`update session set created_at = now() - interval '11 minutes'`);
  expect((await make(miaSession)).status).toBe(403);
  expect((await list(miaSession)).status).toBe(200);
});
