import { beforeEach, expect, test, vi } from 'vitest';
import { POST as reset } from '../../app/api/v1/people/[id]/reset-link/route.ts';
import { POST as invite } from '../../app/api/v1/people/invitations/route.ts';
import { totp } from '../../e2e/totp.ts';
import { clientHeader } from '../http/client.ts';
import { testDatabase } from '../testing/database.ts';

const { pool, webUrl } = await testDatabase();
vi.stubEnv('DATABASE_URL', webUrl);
vi.stubEnv('TRAILWATCH_SECRETS', `1:${'s'.repeat(40)}`);
vi.stubEnv('TRAILWATCH_DEMO_PEOPLE', '1');
const { answerDoor } = await import('./doors.ts');

const origin = 'http://localhost:3000';
const password = 'gravel sonata mirror thimble';

const request = (path: string, body: object, cookie = ''): Request =>
  new Request(`${origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, cookie, [clientHeader]: '127.0.0.1' },
    body: JSON.stringify(body),
  });
const ask = (door: string, body: object, cookie?: string) => answerDoor(door, request(`/api/auth/${door}`, body, cookie));
const cookieIn = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .find((one) => /^__Host-trailwatch=\S{40}/.test(one))
    ?.split(';')[0] ?? '';
const as = async (person: string) => cookieIn(await ask('demo', { person }));
const invited = (body: object, cookie: string) => invite(request('/api/v1/people/invitations', body, cookie));
const resetOf = (id: string, cookie: string) => reset(request('/', {}, cookie), { params: Promise.resolve({ id }) });
const tokenIn = async (answer: Response) => new URL(((await answer.json()) as { link: string }).link).hash.slice(1);

beforeEach(async () => {
  await pool.query('truncate person, invitation, sign_in_failure cascade');
});

test('an invitation makes the person it was made for, with their role and teams', async () => {
  const made = await invited({ role: 'member', teams: ['search', 'vision'], email: 'Eve@example.com' }, await as('ada'));
  expect(made.status).toBe(201);
  const form = { token: await tokenIn(made), name: 'Eve', email: 'other@example.com', password };
  expect((await ask('link', form)).status).toBe(200);
  const { rows } =
    await pool.query(`select email, role, array(select team from membership where person_id = id order by 1) as teams
    from person where id like 'demo:guest-%'`);
  expect(rows).toEqual([{ email: 'eve@example.com', role: 'member', teams: ['search', 'vision'] }]);
  expect((await ask('link', form)).status).toBe(404);
});

test('a second link for an address withdraws the first; for somebody who is here there is none', async () => {
  const ada = await as('ada');
  const [first, second] = [
    await invited({ role: 'auditor', email: 'eve@example.com' }, ada),
    await invited({ role: 'auditor', email: 'eve@example.com' }, ada),
  ];
  expect((await ask('link', { token: await tokenIn(first), name: 'Eve', password })).status).toBe(404);
  expect((await ask('link', { token: await tokenIn(second), name: 'Eve', password })).status).toBe(200);
  expect((await invited({ role: 'auditor', email: 'EVE@example.com' }, ada)).status).toBe(409);
});

test('invitations without an address stand each for itself', async () => {
  const ada = await as('ada');
  const tokens = [await tokenIn(await invited({ role: 'auditor' }, ada)), await tokenIn(await invited({ role: 'auditor' }, ada))];
  for (const [at, token] of tokens.entries())
    expect((await ask('link', { token, name: 'Eve', email: `eve${at}@example.com`, password })).status).toBe(200);
});

test('a link tells what it is for to who has its token, and stays unused', async () => {
  const ada = await as('ada');
  const looked = async (token: string) => (await ask('link/look', { token })).json();
  const token = await tokenIn(await invited({ role: 'auditor', email: 'eve@example.com' }, ada));
  for (let round = 0; round < 2; round += 1)
    expect(await looked(token)).toEqual({
      opens: 'invitation',
      role: expect.stringMatching(/^Auditor: /),
      email: 'eve@example.com',
      asksName: true,
    });
  expect((await ask('link', { token, name: 'Eve', password })).status).toBe(200);
  const nothing = { opens: 'nothing', role: null, email: null, asksName: false };
  for (const other of [token, 'none', '', '\0']) expect(await looked(other)).toEqual(nothing);
  const { id } = (await pool.query(`select id from person where email = 'eve@example.com'`)).rows[0];
  const reset = { opens: 'reset', role: null, email: null, asksName: false };
  expect(await looked(await tokenIn(await resetOf(id, ada)))).toEqual(reset);
});

test('no link has its token where a server or a proxy would log it', async () => {
  const { link } = (await (await invited({ role: 'auditor' }, await as('ada'))).json()) as { link: string };
  const { pathname, search, hash } = new URL(link);
  expect([pathname, search, hash]).toEqual(['/invitation', '', expect.stringMatching(/^#[A-Za-z0-9_-]{43}$/)]);
});

test.each(['omar', 'mia', 'audrey'])('%s may neither invite nor reset', async (person) => {
  const cookie = await as(person);
  expect((await invited({ role: 'administrator' }, cookie)).status).toBe(403);
  expect((await resetOf('demo:ada', cookie)).status).toBe(403);
});

test('nobody, and who signed in long ago, may not either', async () => {
  expect((await invited({ role: 'member' }, '')).status).toBe(401);
  const ada = await as('ada');
  await pool.query(`update session set created_at = now() - interval '11 minutes'`);
  const answer = await invited({ role: 'member' }, ada);
  expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('fresh sign-in')]);
});

test.each([
  {},
  { role: 'emperor' },
  { role: 'member', hours: 0 },
  { role: 'member', extra: 1 },
  { role: 'member', email: 'аda@example.com' },
])('%j is not understood', async (body) => {
  expect((await invited(body, await as('ada'))).status).toBe(400);
});

test('a reset sets the password anew and ends every session', async () => {
  const ada = await as('ada');
  await ask('link', {
    token: await tokenIn(await invited({ role: 'auditor', email: 'eve@example.com' }, ada)),
    name: 'Eve',
    password,
  });
  const { id } = (await pool.query(`select id from person where email = 'eve@example.com'`)).rows[0];
  const fresh = 'harbour violin cactus seventeen';
  const token = await tokenIn(await resetOf(id, ada));
  expect((await ask('link', { token, password: 'eve@example.com' })).status, 'their own address').toBe(400);
  const answer = await ask('link', { token, password: fresh });
  expect(await answer.json()).toEqual({ to: '/sign-in' });
  expect((await pool.query('select from session where person_id = $1', [id])).rows).toHaveLength(0);
  expect((await ask('sign-in', { email: 'eve@example.com', password })).status).toBe(401);
  expect((await ask('sign-in', { email: 'eve@example.com', password: fresh })).status).toBe(200);
});

test('an authenticator app is asked for after the password, and after a reset too; a cookie that waits for it opens nothing', async () => {
  const ada = await as('ada');
  const token = await tokenIn(await invited({ role: 'auditor', email: 'eve@example.com' }, ada));
  const eve = cookieIn(await ask('link', { token, name: 'Eve', password }));
  expect((await ask('code/begin', { password: 'wrong' }, eve)).status).toBe(400);
  const begun = (await (await ask('code/begin', { password }, eve)).json()) as { secret: string; recoveryCodes: string[] };
  expect(begun.recoveryCodes).toHaveLength(10);
  const confirmed = await ask('code/confirm', { code: totp(begun.secret) }, eve);
  expect(confirmed.status).toBe(200);
  expect(cookieIn(confirmed), 'privilege changed: another token').not.toBe(eve);
  const waiting = await ask('sign-in', { email: 'eve@example.com', password });
  expect(await waiting.json()).toEqual({ asksCode: true });
  expect(cookieIn(waiting)).toBe('');
  const held = waiting.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  expect((await ask('code/begin', { password }, held)).status).toBe(401);
  expect((await ask('recovery-code', { code: begun.recoveryCodes[0] ?? '' }, held)).status).toBe(200);
  const again = await ask('sign-in', { email: 'eve@example.com', password });
  const second = again.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  expect((await ask('recovery-code', { code: begun.recoveryCodes[0] ?? '' }, second)).status, 'each code once').toBe(401);
  const dump = JSON.stringify((await pool.query('select * from two_factor, verification')).rows);
  for (const secret of [begun.secret, ...begun.recoveryCodes]) expect(dump).not.toContain(secret);
});

test.each(["role = 'operator'", 'disabled_at = now()'])('whose maker was let go (%s) opens nothing', async (change) => {
  const token = await tokenIn(await invited({ role: 'administrator' }, await as('ada')));
  await pool.query(`update person set ${change} where id = 'demo:ada'`);
  expect((await ask('link', { token, name: 'Eve', email: 'eve@example.com', password })).status).toBe(404);
});

test('nobody of the demo, and nobody who is not here, is reset', async () => {
  const ada = await as('ada');
  expect((await resetOf('demo:ada', ada)).status).toBe(409);
  expect((await resetOf('nobody', ada)).status).toBe(404);
});
