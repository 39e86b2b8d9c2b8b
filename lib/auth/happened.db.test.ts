import { expect, test, vi } from 'vitest';
import { clientHeader } from '../http/client.ts';
import { testDatabase } from '../testing/database.ts';

const { pool, webUrl } = await testDatabase();
vi.stubEnv('DATABASE_URL', webUrl);
vi.stubEnv('TRAILWATCH_SECRETS', `1:${'s'.repeat(40)}`);
vi.stubEnv('TRAILWATCH_DEMO_PEOPLE', '1');
const { answerDoor } = await import('./doors.ts');

const origin = 'http://localhost:3000';
const ask = (door: string, body: object, cookie = ''): Promise<Response> => {
  const headers = { 'content-type': 'application/json', origin, [clientHeader]: '127.0.0.1', cookie };
  return answerDoor(door, new Request(`${origin}/api/auth/${door}`, { method: 'POST', headers, body: JSON.stringify(body) }));
};

test('sign-ins, failures and sign-outs are rows of the journal, without a secret or an address', async () => {
  const entered = await ask('demo', { person: 'mia' });
  const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  expect((await ask('sign-in', { email: 'eve@example.com', password: 'wrong horse battery' })).status).toBe(401);
  for (let attempt = 0; attempt < 5; attempt += 1)
    await ask('sign-in', { email: 'eve@example.com', password: 'wrong horse battery' });
  await ask('sign-out', {}, cookie);
  await ask('sign-out', {}, cookie);
  const { rows } = await pool.query('select actor_name as who, action, result, ip, after from journal order by seq');
  expect(rows.filter(({ action }) => action !== 'session.sign-in-failed')).toEqual([
    { who: 'Mia Member', action: 'session.sign-in', result: 'ok', ip: '127.0.0.1', after: '{"how":"demo"}' },
    { who: 'Mia Member', action: 'session.sign-out', result: 'ok', ip: '127.0.0.1', after: null },
  ]);
  const failures = rows.filter(({ action }) => action === 'session.sign-in-failed');
  expect(failures[0]).toEqual({
    who: 'nobody',
    action: 'session.sign-in-failed',
    result: 'failed',
    ip: '127.0.0.1',
    after: '{"how":"password"}',
  });
  // What was slowed down was not heard, and is no row.
  expect(failures.length).toBeLessThan(6);
  expect(JSON.stringify(rows)).not.toMatch(/eve@|horse/);
});
