import { beforeEach, expect, test, vi } from 'vitest';
import { answerDoor } from '#lib/auth/doors.ts';
import { clientHeader } from '#lib/http/client.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { place, seedResource } from '#lib/testing/seed-fleet.ts';
import { POST as assign, DELETE as release } from '../teams/assignments/route.ts';
import { PUT as access } from './[id]/access/route.ts';
import { DELETE as sessions } from './[id]/sessions/route.ts';
import { PUT as state } from './[id]/state/route.ts';
import { DELETE as withdraw } from './invitations/[id]/route.ts';
import { POST as invite } from './invitations/route.ts';

const { pool, webUrl } = await testDatabase();
vi.stubEnv('DATABASE_URL', webUrl);
vi.stubEnv('TRAILWATCH_SECRETS', `1:${'s'.repeat(40)}`);
vi.stubEnv('TRAILWATCH_DEMO_PEOPLE', '1');

const origin = 'http://localhost:3000';
const request = (method: string, path: string, body: object | null, cookie = ''): Request =>
  new Request(`${origin}${path}`, {
    method,
    headers: { 'content-type': 'application/json', origin, cookie, [clientHeader]: '127.0.0.1' },
    ...(body && { body: JSON.stringify(body) }),
  });
const as = async (person: string): Promise<string> => {
  const answer = await answerDoor('demo', request('POST', '/api/auth/demo', { person }));
  return (
    answer.headers
      .getSetCookie()
      .find((one) => one.startsWith('__Host-trailwatch='))
      ?.split(';')[0] ?? ''
  );
};
const of = (id: string) => ({ params: Promise.resolve({ id }) });
const lastRows = async (count: number) =>
  (
    await pool.query(
      'select action, actor_name as who, subject_name as on, before, after from journal order by seq desc limit $1',
      [count],
    )
  ).rows;

beforeEach(async () => {
  await pool.query('truncate person, invitation, session cascade');
  await pool.query('truncate resource, team, team_assignment');
  await pool.query(`insert into person (id, name, email, role) values ('demo:guest-mia', 'Mia', 'mia@x.example', 'member')`);
});

test('each change stands with its rows of the journal, before and after', async () => {
  const ada = await as('ada');
  const changed = await access(request('PUT', '/', { role: 'operator', teams: ['search'] }, ada), of('demo:guest-mia'));
  expect([changed.status, await changed.json()]).toEqual([200, { ended: 0 }]);
  expect(await lastRows(2)).toEqual([
    { action: 'person.teams', who: 'Ada Administrator', on: 'Mia', before: '{"teams":[]}', after: '{"teams":["search"]}' },
    { action: 'person.role', who: 'Ada Administrator', on: 'Mia', before: '{"role":"member"}', after: '{"role":"operator"}' },
  ]);
  expect((await state(request('PUT', '/', { state: 'disabled' }, ada), of('demo:guest-mia'))).status).toBe(200);
  expect((await lastRows(1))[0]).toMatchObject({ action: 'person.disable', after: '{"disabled":true}' });
  expect((await sessions(request('DELETE', '/', null, ada), of('demo:guest-mia'))).status).toBe(200);
  expect((await lastRows(1))[0]).toMatchObject({ action: 'session.revoke', on: 'Mia' });
});

test('NUL in a body is a character that nothing has, not a failure', async () => {
  const ada = await as('ada');
  const asked = (body: object) => invite(request('POST', '/', body, ada));
  expect((await asked({ role: 'member', teams: ['se\0arch'] })).status).toBe(201);
  expect((await asked({ role: 'member', email: 'e\0ve@example.com' })).status).toBe(400);
  expect((await asked({ role: 'mem\0ber' })).status).toBe(400);
  expect((await pool.query('select teams from invitation')).rows).toEqual([{ teams: ['se\ufffdarch'] }]);
});

test('a link is withdrawn once', async () => {
  const ada = await as('ada');
  await invite(request('POST', '/', { role: 'member', email: 'new@x.example' }, ada));
  expect((await lastRows(1))[0]).toMatchObject({ action: 'person.invite', on: 'new@x.example' });
  const { id } = (await pool.query('select id from invitation')).rows[0];
  expect((await withdraw(request('DELETE', '/', null, ada), of(id))).status).toBe(204);
  expect((await lastRows(1))[0]).toMatchObject({ action: 'person.invite-withdraw' });
  expect((await withdraw(request('DELETE', '/', null, ada), of(id))).status).toBe(404);
});

test.each([
  ['access', (cookie: string) => access(request('PUT', '/', { role: 'auditor' }, cookie), of('demo:guest-mia'))],
  ['state', (cookie: string) => state(request('PUT', '/', { state: 'disabled' }, cookie), of('demo:guest-mia'))],
  ['sessions', (cookie: string) => sessions(request('DELETE', '/', null, cookie), of('demo:guest-mia'))],
  ['invitations', (cookie: string) => withdraw(request('DELETE', '/', null, cookie), of('x'))],
])('%s: for an administrator alone, who signed in lately', async (_, act) => {
  expect((await act('')).status).toBe(401);
  for (const person of ['omar', 'mia', 'audrey']) expect((await act(await as(person))).status).toBe(403);
  const ada = await as('ada');
  await pool.query(`update session set created_at = now() - interval '11 minutes'`);
  const stale = await act(ada);
  expect([stale.status, await stale.text()]).toEqual([403, expect.stringContaining('Sign in again')]);
  expect((await pool.query(`select role, disabled_at from person where id = 'demo:guest-mia'`)).rows).toEqual([
    { role: 'member', disabled_at: null },
  ]);
});

test('owners are set by hand by who may, to a team that is known, and taken back', async () => {
  await seedResource({ pool }, { kind: 'endpoint', name: 'a-1', team: 'unowned', description: {} }, Date.now());
  await pool.query(`insert into team (slug, name, created_at) values ('search', 'search', now())`);
  const item = { account: place.account, region: place.region, kind: 'endpoint', name: 'a-1' };
  const asked = (cookie: string, more: object = {}) =>
    assign(request('POST', '/', { team: 'search', reason: 'it moved', items: [item], ...more }, cookie));
  for (const person of ['mia', 'audrey']) expect((await asked(await as(person))).status).toBe(403);
  const omar = await as('omar');
  for (const more of [{ team: 'nobody-knows' }, { team: 'unowned' }, { reason: ' ' }, { items: [] }])
    expect((await asked(omar, more)).status).toBe(400);
  expect((await asked(omar, { items: [item, { ...item, name: 'none' }] })).status).toBe(404);
  expect((await asked(omar)).status).toBe(200);
  const owner = async () => (await pool.query('select team from resource')).rows[0].team;
  expect(await owner()).toBe('search');
  expect((await lastRows(1))[0]).toMatchObject({ action: 'team.assign', who: 'Omar Operator', on: 'a-1' });
  const back = () => release(request('DELETE', `/?${new URLSearchParams(item)}`, null, omar));
  expect(await (await back()).json()).toEqual({ team: 'unowned' });
  expect([await owner(), (await back()).status]).toEqual(['unowned', 409]);
});

test('a member of a team that nothing names any more sees nothing, not all', async () => {
  await seedResource({ pool }, { kind: 'endpoint', name: 'a-1', team: 'search', description: {} }, Date.now());
  await pool.query(`insert into membership (person_id, team, reason) values ('demo:guest-mia', 'gone', 'by hand')`);
  const { scopeOf } = await import('#lib/auth/scope.ts');
  const { listTeams } = await import('#lib/queries/shell.ts');
  const { listOwned } = await import('#lib/queries/owned.ts');
  for (const teams of [['gone'], []]) {
    const scope = scopeOf('member', teams);
    expect([await listTeams(scope), await listOwned(scope, 'team')]).toEqual([[], []]);
  }
  expect(await listTeams(scopeOf('member', ['search']))).toHaveLength(1);
});
