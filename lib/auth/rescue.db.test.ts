import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { GET as find } from '../../app/api/v1/find/route.ts';
import { DELETE as removeFactors } from '../../app/api/v1/people/[id]/factors/route.ts';
import { POST as invite } from '../../app/api/v1/people/invitations/route.ts';
import { totp } from '../../e2e/totp.ts';
import { command } from '../cli/commands/people.ts';
import { clientHeader } from '../http/client.ts';
import { testDatabase } from '../testing/database.ts';

const { pool, url, webUrl } = await testDatabase();
vi.stubEnv('DATABASE_URL', webUrl);
vi.stubEnv('TRAILWATCH_SECRETS', `1:${'s'.repeat(40)}`);
vi.stubEnv('TRAILWATCH_HOME', mkdtempSync(join(tmpdir(), 'rescue-')));
vi.stubEnv('TRAILWATCH_DEMO_PEOPLE', '1');
const { answerDoor } = await import('./doors.ts');

const origin = 'http://localhost:3000';
const password = 'gravel sonata mirror thimble';
const fresh = 'harbour violin cactus seventeen';
const email = 'eve@example.com';

const request = (path: string, body: object, { cookie = '', method = 'POST' } = {}): Request =>
  new Request(`${origin}${path}`, {
    method,
    headers: { 'content-type': 'application/json', origin, cookie, [clientHeader]: '127.0.0.1' },
    body: JSON.stringify(body),
  });
const ask = (door: string, body: object, cookie = '') => answerDoor(door, request(`/api/auth/${door}`, body, { cookie }));
const cookieIn = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .find((one) => /^__Host-trailwatch=\S{40}/.test(one))
    ?.split(';')[0] ?? '';
const tokenIn = (link: string) => new URL(link).hash.slice(1);
const remove = (id: string, body: object, cookie: string) =>
  removeFactors(request('/', body, { cookie, method: 'DELETE' }), { params: Promise.resolve({ id }) });
const seen = async (cookie: string) => (await find(new Request(`${origin}/api/v1/find?q=x`, { headers: { cookie } }))).status;
const rows = async () =>
  (
    await pool.query(
      `select actor_name as who, subject_name as on, reason, before, after from journal where action = 'person.rescue' and seq > ${journalled}`,
    )
  ).rows;

/** Somebody with password, app and passkey. */
const eve = async (role: string): Promise<{ id: string; session: string; recoveryCode: string }> => {
  const ada = cookieIn(await ask('demo', { person: 'ada' }));
  const { link } = (await (await invite(request('/', { role, email }, { cookie: ada }))).json()) as { link: string };
  const first = cookieIn(await ask('link', { token: tokenIn(link), name: 'Eve', password }));
  const begun = (await (await ask('code/begin', { password }, first)).json()) as { secret: string; recoveryCodes: string[] };
  const session = cookieIn(await ask('code/confirm', { code: totp(begun.secret) }, first));
  const { id } = (await pool.query('select id from person where email = $1', [email])).rows[0];
  await pool.query(
    `insert into passkey (id, person_id, name, credential_id, public_key, counter, transports, is_backed_up)
     values ('k', $1, 'k', 'k', '', 0, '{}', false)`,
    [id],
  );
  return { id, session, recoveryCode: begun.recoveryCodes[0] ?? '' };
};

/** Nothing of before opens anything; the link sets a new password, and that leads to a new factor and nowhere else. */
const isRescued = async (link: string, { session }: { session: string }) => {
  expect(await seen(session)).toBe(401);
  expect((await ask('sign-in', { email, password })).status).toBe(401);
  expect(
    (await pool.query('select from passkey union all select from two_factor union all select from recovery_code')).rows,
  ).toEqual([]);
  expect(await (await ask('link', { token: tokenIn(link), password: fresh })).json()).toEqual({ to: '/sign-in' });
  expect((await ask('link', { token: tokenIn(link), password: fresh })).status, 'once').toBe(404);
  const again = cookieIn(await ask('sign-in', { email, password: fresh }));
  expect(await seen(again)).toBe(403);
  expect((await ask('code/begin', { password: fresh }, again)).status).toBe(200);
};

let journalled = 0;
beforeEach(async () => {
  journalled = (await pool.query('select coalesce(max(seq), 0)::int as seq from journal')).rows[0].seq;
  await pool.query('truncate person, invitation, sign_in_failure, verification cascade');
});

test('an administrator removes lost factors with a reason: every way in is closed but a link for a new password', async () => {
  const lost = await eve('auditor');
  const ada = cookieIn(await ask('demo', { person: 'ada' }));
  for (const body of [{}, { reason: ' ' }, { reason: '\u200b…—' }, { reason: 'x'.repeat(301) }])
    expect((await remove(lost.id, body, ada)).status).toBe(400);
  expect(await seen(lost.session), 'nothing has happened yet').toBe(200);
  const answer = await remove(lost.id, { reason: 'phone lost; called back on the number in the directory' }, ada);
  const { link, ended } = (await answer.json()) as { link: string; ended: number };
  expect([answer.status, ended]).toEqual([200, 1]);
  expect(await rows()).toEqual([
    {
      who: 'Ada Administrator',
      on: 'Eve',
      reason: 'phone lost; called back on the number in the directory',
      before: '{"app":true,"passkeys":1,"password":true}',
      after: expect.stringMatching(/^{"resetLinkUntil":"[^"]+","sessionsEnded":1}$/),
    },
  ]);
  await isRescued(link, lost);
});

test('a sign-in that waits for a code ends with the factors', async () => {
  const lost = await eve('auditor');
  const waiting = (await ask('sign-in', { email, password })).headers.getSetCookie()[0]?.split(';')[0] ?? '';
  await remove(lost.id, { reason: 'lost' }, cookieIn(await ask('demo', { person: 'ada' })));
  expect(await (await ask('recovery-code', { code: lost.recoveryCode }, waiting)).text()).toContain('took too long');
});

test('nobody removes their own, the last administrator neither; nobody of the demo, and nobody who is not here', async () => {
  const { id, session } = await eve('administrator');
  await pool.query(`delete from person where id = 'demo:ada'`);
  expect((await remove(id, { reason: 'lost' }, session)).status).toBe(409);
  expect(await seen(session)).toBe(200);
  const ada = cookieIn(await ask('demo', { person: 'ada' }));
  await ask('demo', { person: 'mia' });
  expect((await remove('demo:mia', { reason: 'lost' }, ada)).status).toBe(409);
  expect((await remove('nobody', { reason: 'lost' }, ada)).status).toBe(404);
  expect(await rows()).toEqual([]);
});

test('the only administrator is let in again by a command of the machine', async () => {
  const lost = await eve('administrator');
  vi.stubEnv('DATABASE_URL', url);
  const printed: string[] = [];
  const say = (line: unknown) => {
    printed.push(String(line));
  };
  const rescue = (...positionals: string[]) =>
    command.run({
      positionals,
      options: { reason: 'phone lost' },
      json: false,
      say,
      print: say,
      signal: AbortSignal.timeout(9000),
    });
  await expect(rescue('rescue', 'nobody@example.com')).rejects.toThrow('was not found');
  await expect(rescue('rescue')).rejects.toThrow('expected people rescue');
  expect(await rescue('rescue', 'EVE@example.com')).toBe(0);
  vi.stubEnv('DATABASE_URL', webUrl);
  expect(await rows()).toEqual([expect.objectContaining({ who: 'command line', on: 'Eve', reason: 'phone lost' })]);
  await isRescued(printed.at(-1) ?? '', lost);
});
