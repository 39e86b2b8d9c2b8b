import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { PUT as access } from '../../app/api/v1/people/[id]/access/route.ts';
import { POST as reset } from '../../app/api/v1/people/[id]/reset-link/route.ts';
import { POST as invite } from '../../app/api/v1/people/invitations/route.ts';
import { clientHeader } from '../http/client.ts';
import { retireGuests } from '../store/demo-guests.ts';
import { testDatabase } from '../testing/database.ts';

const { pool, url, webUrl } = await testDatabase();
vi.stubEnv('DATABASE_URL', webUrl);
vi.stubEnv('TRAILWATCH_SECRETS', `1:${'s'.repeat(40)}`);
const file = join(mkdtempSync(join(tmpdir(), 'guests-')), 'trailwatch.yaml');
// A password is enough, so that guests can invite others at once.
writeFileSync(file, 'signIn: { secondFactor: [] }\n');
vi.stubEnv('TRAILWATCH_CONFIG', file);
const { answerDoor } = await import('./doors.ts');
const { makeSetupLink, firstSetupLink } = await import('./setup-link.ts');
const { findViewer } = await import('./viewer.ts');

const origin = 'http://localhost:3000';
const password = 'gravel sonata mirror thimble';
const request = (path: string, body: object, cookie = '', method = 'POST'): Request =>
  new Request(`${origin}${path}`, {
    method,
    headers: { 'content-type': 'application/json', origin, cookie, [clientHeader]: '127.0.0.1' },
    body: JSON.stringify(body),
  });
const ask = (door: string, body: object) => answerDoor(door, request(`/api/auth/${door}`, body));
const cookieIn = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .find((one) => /^__Host-trailwatch=\S{40}/.test(one))
    ?.split(';')[0] ?? '';
const viewerWith = (cookie: string) => findViewer(decodeURIComponent(cookie.replace('__Host-trailwatch=', '')));
const invited = async (cookie: string, body: object = {}): Promise<string> => {
  const answer = await invite(request('/', { role: 'administrator', ...body }, cookie));
  return new URL(((await answer.json()) as { link: string }).link).hash.slice(1);
};
const accept = async (token: string | undefined, email: string) =>
  cookieIn(await ask('link', { token, name: 'Eve', email, password }));
const idOf = async (email: string): Promise<string> =>
  (await pool.query<{ id: string }>('select id from person where email = $1', [email])).rows[0]?.id ?? '';
const endDemo = () => vi.stubEnv('TRAILWATCH_DEMO_PEOPLE', undefined);

beforeEach(async () => {
  vi.stubEnv('TRAILWATCH_DEMO_PEOPLE', '1');
  await pool.query('truncate person, invitation, session, sign_in_failure cascade');
});

test('whom the demo lets in, and whom they let in, is let out with it', async () => {
  const eve = await accept(await invited(cookieIn(await ask('demo', { person: 'ada' }))), 'eve@example.com');
  const sam = await accept(await invited(eve), 'sam@example.com');
  expect(await viewerWith(eve)).toMatchObject({ role: 'administrator' });
  expect(await viewerWith(sam)).toMatchObject({ role: 'administrator' });
  endDemo();
  expect([await viewerWith(eve), await viewerWith(sam)]).toEqual([null, null]);
  expect((await ask('sign-in', { email: 'eve@example.com', password })).status).toBe(401);
  expect((await pool.query(`select from session where person_id like 'demo:guest-%'`)).rowCount, 'no session was opened').toBe(2);
  expect(await firstSetupLink(url, origin), 'there is no administrator for good').toMatch(/\/setup#/);
});

test('when the demo is left its guests are disabled, their addresses free and their links gone, once and in the journal', async () => {
  const ada = cookieIn(await ask('demo', { person: 'ada' }));
  await accept(await invited(ada), 'eve@example.com');
  const open = await invited(ada);
  const token = (await makeSetupLink(url, origin)).split('#')[1];
  await accept(token, 'grace@example.com');
  endDemo();
  const before = (await pool.query('select from journal')).rowCount ?? 0;
  for (let round = 0; round < 2; round += 1) await retireGuests({ pool }, Date.now());
  const { rows } = await pool.query(`select actor_kind, action, subject_name, reason from journal offset ${before}`);
  expect(rows).toEqual([{ actor_kind: 'system', action: 'person.disable', subject_name: 'Eve', reason: 'the demo is over' }]);
  expect(await (await ask('link/look', { token: open })).json()).toMatchObject({ opens: 'nothing' });
  expect(await viewerWith(cookieIn(await ask('sign-in', { email: 'grace@example.com', password })))).toMatchObject({
    role: 'administrator',
  });
  const again = cookieIn(await ask('sign-in', { email: 'grace@example.com', password }));
  await accept(await invited(again, { role: 'member', email: 'eve@example.com' }), '');
  expect(await idOf('eve@example.com')).not.toMatch(/^demo:/);
});

test('the demo reaches nobody who is here for good', async () => {
  await accept((await makeSetupLink(url, origin)).split('#')[1], 'grace@example.com');
  const [id, ada] = [await idOf('grace@example.com'), cookieIn(await ask('demo', { person: 'ada' }))];
  const context = { params: Promise.resolve({ id }) };
  for (const answer of [
    await reset(request('/', {}, ada), context),
    await access(request('/', { role: 'member' }, ada, 'PUT'), context),
  ])
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining('here for good')]);
});
