import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { GET as find } from '../../app/api/v1/find/route.ts';
import { totp } from '../../e2e/totp.ts';
import { clientHeader } from '../http/client.ts';
import { testDatabase } from '../testing/database.ts';

const { url } = await testDatabase();
const file = join(mkdtempSync(join(tmpdir(), 'factor-')), 'trailwatch.yaml');
writeFileSync(file, 'signIn: { secondFactor: [administrator] }\n');
vi.stubEnv('DATABASE_URL', url);
vi.stubEnv('TRAILWATCH_SECRETS', `1:${'s'.repeat(40)}`);
vi.stubEnv('TRAILWATCH_CONFIG', file);
vi.stubEnv('PORT', '3000');
const { answerDoor } = await import('./doors.ts');
const { makeSetupLink } = await import('./setup-link.ts');

const origin = 'http://localhost:3000';
const password = 'gravel sonata mirror thimble';
const ask = (door: string, body: object, cookie = '') =>
  answerDoor(
    door,
    new Request(`${origin}/api/auth/${door}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin, cookie, [clientHeader]: '127.0.0.1' },
      body: JSON.stringify(body),
    }),
  );
const cookies = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .filter((one) => !one?.endsWith('='))
    .join('; ');
const seen = async (cookie: string) => (await find(new Request(`${origin}/api/v1/find?q=x`, { headers: { cookie } }))).status;

test('an administrator with a password alone may set up a second factor, and nothing else', async () => {
  const token = (await makeSetupLink(url, origin)).split('#')[1];
  const first = cookies(await ask('link', { token, name: 'Grace', email: 'grace@example.com', password }));
  expect(await seen(first)).toBe(403);
  const begun = (await (await ask('code/begin', { password }, first)).json()) as { secret: string };
  const confirmed = cookies(await ask('code/confirm', { code: totp(begun.secret) }, first));
  expect(await seen(confirmed)).toBe(200);
  expect(await seen(first), 'the session of before is over').toBe(401);

  const changed = await ask('password', { current: password, password: 'harbour violin cactus seventeen' }, confirmed);
  expect(await seen(cookies(changed)), 'a new password keeps how the session came to be').toBe(200);

  const waiting = cookies(await ask('sign-in', { email: 'grace@example.com', password: 'harbour violin cactus seventeen' }));
  const replayed = await ask('code', { code: totp(begun.secret) }, waiting);
  expect([replayed.status, cookies(replayed)], 'a code opens once').toEqual([401, '']);
  const again = cookies(await ask('sign-in', { email: 'grace@example.com', password: 'harbour violin cactus seventeen' }));
  const both = cookies(await ask('code', { code: totp(begun.secret, Date.now() + 30_000) }, again));
  expect(await seen(both)).toBe(200);
  const removed = cookies(await ask('code/remove', { password: 'harbour violin cactus seventeen' }, both));
  expect(await seen(removed), 'without the app it is a password alone again').toBe(403);
});
