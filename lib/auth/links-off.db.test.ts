import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { POST as reset } from '../../app/api/v1/people/[id]/reset-link/route.ts';
import { POST as invite } from '../../app/api/v1/people/invitations/route.ts';
import { clientHeader } from '../http/client.ts';
import { testDatabase } from '../testing/database.ts';

const { pool, url, webUrl } = await testDatabase();
const file = join(mkdtempSync(join(tmpdir(), 'links-off-')), 'trailwatch.yaml');
writeFileSync(
  file,
  'signIn:\n  password: false\n  oidc: { issuer: https://id.example, clientId: x, groups: [{ group: a, role: administrator }] }\n',
);
vi.stubEnv('DATABASE_URL', webUrl);
vi.stubEnv('TRAILWATCH_SECRETS', `1:${'s'.repeat(40)}`);
vi.stubEnv('TRAILWATCH_CONFIG', file);
vi.stubEnv('TRAILWATCH_DEMO_PEOPLE', '1');
const { answerDoor } = await import('./doors.ts');
const { makeSetupLink } = await import('./setup-link.ts');

const origin = 'http://localhost:3000';
const password = 'gravel sonata mirror thimble';
const request = (path: string, body: object, cookie = ''): Request =>
  new Request(`${origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, cookie, [clientHeader]: '127.0.0.1' },
    body: JSON.stringify(body),
  });
const ask = (door: string, body: object) => answerDoor(door, request(`/api/auth/${door}`, body));
const told = async (answer: Response) => [answer.status, await answer.text()];
const refusal = [409, expect.stringContaining('Passwords are off here (signIn.password)')];

test('where passwords are off no link is made, and none that was made before sets one', async () => {
  const ada = (await ask('demo', { person: 'ada' })).headers.getSetCookie()[0]?.split(';')[0];
  await pool.query(`insert into person (id, name, email, role) values ('eve', 'Eve', 'eve@example.com', 'member')`);
  expect(await told(await invite(request('/', { role: 'member' }, ada)))).toEqual(refusal);
  expect(await told(await reset(request('/', {}, ada), { params: Promise.resolve({ id: 'eve' }) }))).toEqual(refusal);
  expect((await pool.query('select from invitation')).rows).toEqual([]);

  const token = (await makeSetupLink(url, origin)).split('#')[1];
  expect(await (await ask('link/look', { token })).json()).toMatchObject({ opens: 'off' });
  expect(await told(await ask('link', { token, name: 'Eve', email: 'eve@x.example', password }))).toEqual(refusal);
  expect((await pool.query('select from sign_in_method')).rows).toEqual([]);
});
