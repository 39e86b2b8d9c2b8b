import { base32 } from '@better-auth/utils/base32';
import { symmetricEncrypt } from 'better-auth/crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GET as find } from '../../app/api/v1/find/route.ts';
import { GET as watch } from '../../app/api/v1/live/route.ts';
import { totp } from '../../e2e/totp.ts';
import { clientHeader } from '../http/client.ts';
import { testDatabase } from '../testing/database.ts';

const { pool, url, webUrl } = await testDatabase();
vi.stubEnv('DATABASE_URL', webUrl);
vi.stubEnv('TRAILWATCH_SECRETS', `1:${'s'.repeat(40)}`);
vi.stubEnv('PORT', '3000');
const { answerDoor } = await import('./doors.ts');
const { makeSetupLink } = await import('./setup-link.ts');

const origin = 'http://localhost:3000';
const password = 'gravel sonata mirror thimble';
const email = 'grace@example.com';
const stepMs = 30_000;

const ask = (door: string, body: object, cookie = '', client = '127.0.0.1') =>
  answerDoor(
    door,
    new Request(`${origin}/api/auth/${door}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin, cookie, [clientHeader]: client },
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
const told = async (answer: Response) => [answer.status, ((await answer.json()) as { detail?: string }).detail];

/** Moves the clock of codes alone to the middle of the next half minute. */
const nextCode = () => vi.setSystemTime((Math.floor(Date.now() / stepMs) + 1.5) * stepMs);

type Begun = { secret: string; recoveryCodes: string[] };
const begin = async (cookie: string) => (await (await ask('code/begin', { password }, cookie)).json()) as Begun;
const join = async (): Promise<string> => {
  const token = (await makeSetupLink(url, origin)).split('#')[1];
  return cookies(await ask('link', { token, name: 'Grace', email, password }));
};
/** Somebody with an authenticator app, and the session that set it up; the code that confirmed it has run out. */
const withApp = async (): Promise<Begun & { session: string }> => {
  const first = await join();
  const begun = await begin(first);
  const session = cookies(await ask('code/confirm', { code: totp(begun.secret) }, first));
  nextCode();
  return { ...begun, session };
};
const waiting = async (): Promise<string> => cookies(await ask('sign-in', { email, password }));

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  nextCode();
  await pool.query('truncate person, invitation, verification, sign_in_failure cascade');
});
afterEach(() => {
  vi.useRealTimers();
});

test('an administrator with a password alone may set up a second factor, and nothing else', async () => {
  const first = await join();
  expect(await seen(first)).toBe(403);
  const stream = await watch(new Request(`${origin}/api/v1/live`, { headers: { cookie: first } }));
  expect(stream.status, 'the page that asks for it hears when its session ends').toBe(200);
  await stream.body?.cancel();
  const begun = await begin(first);
  expect(await seen(first), 'begun is not done').toBe(403);
  const confirmed = cookies(await ask('code/confirm', { code: totp(begun.secret) }, first));
  expect(await seen(confirmed)).toBe(200);
  expect(await seen(first), 'the session of before is over').toBe(401);

  const changed = await ask('password', { current: password, password: 'harbour violin cactus seventeen' }, confirmed);
  expect(await seen(cookies(changed)), 'a new password keeps how the session came to be').toBe(200);
  const removed = cookies(await ask('code/remove', { password: 'harbour violin cactus seventeen' }, cookies(changed)));
  expect(await seen(removed), 'without the app it is a password alone again').toBe(403);
});

test.each(['administrator', 'operator', 'member', 'auditor'])(
  '%s: a password alone is not enough, unless it is written',
  async (role) => {
    const first = await join();
    await pool.query('update person set role = $1', [role]);
    expect(await seen(first)).toBe(403);
  },
);

test('a code is taken in its own half minute, and once', async () => {
  const { secret } = await withApp();
  const late = totp(secret, Date.now() - stepMs);
  expect(await told(await ask('code', { code: late }, await waiting()))).toEqual([
    401,
    'This code has run out. Enter the one shown now.',
  ]);
  for (const code of [totp(secret, Date.now() + stepMs), totp(secret, Date.now() - 2 * stepMs), '', '12', 'abcdef'])
    expect(await told(await ask('code', { code }, await waiting()))).toEqual([401, expect.stringContaining('is wrong')]);
  const code = totp(secret);
  const typed = `${code.slice(0, 3)} ${code.slice(3)}`;
  expect(await seen(cookies(await ask('code', { code: typed }, await waiting())))).toBe(200);
  expect(await told(await ask('code', { code }, await waiting()))).toEqual([401, expect.stringContaining('used before')]);
});

test('the code that set the app up opens nothing', async () => {
  const first = await join();
  const { secret } = await begin(first);
  await ask('code/confirm', { code: totp(secret) }, first);
  expect((await ask('code', { code: totp(secret) }, await waiting())).status).toBe(401);
});

test('a right password waits five minutes, in its own browser, for one session', async () => {
  const { secret } = await withApp();
  const answer = await ask('sign-in', { email, password });
  expect(await answer.json()).toEqual({ asksCode: true });
  expect(answer.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Host-trailwatch\.sign-in=[\w-]{43}; Max-Age=300; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
  ]);
  const held = cookies(answer);
  expect((await pool.query('select from session')).rows, 'the one that set it up').toHaveLength(1);
  expect(await seen(held)).toBe(401);
  expect((await ask('code', { code: totp(secret) })).status, 'no cookie').toBe(401);
  expect((await ask('code', { code: totp(secret) }, '__Host-trailwatch.sign-in=forged')).status).toBe(401);
  const { rows } = await pool.query('select token_hash as hash from sign_in_challenge');
  expect((await ask('code', { code: totp(secret) }, `__Host-trailwatch.sign-in=${rows[0].hash}`)).status, 'a dump').toBe(401);
  expect(await seen(cookies(await ask('code', { code: totp(secret) }, held)))).toBe(200);
  nextCode();
  expect((await ask('code', { code: totp(secret) }, held)).status, 'one session').toBe(401);

  const late = await waiting();
  await pool.query(`update sign_in_challenge set expires_at = now() - interval '1 second'`);
  expect(await told(await ask('code', { code: totp(secret) }, late))).toEqual([401, expect.stringContaining('took too long')]);
});

test('five codes are heard of one sign-in, then it begins again; guesses from anywhere slow each other, and not the owner', async () => {
  const { secret, recoveryCodes } = await withApp();
  const held = await waiting();
  for (let tries = 0; tries < 5; tries++) expect((await ask('code', { code: '000000' }, held)).status).toBe(401);
  expect(await told(await ask('code', { code: totp(secret) }, held))).toEqual([401, expect.stringContaining('too many wrong')]);
  let last = 401;
  for (let tries = 0; tries < 20 && last === 401; tries++)
    last = (await ask('code', { code: '000000' }, await waiting(), `192.0.2.${tries}`)).status;
  expect(last).toBe(429);
  expect((await ask('code', { code: totp(secret) }, await waiting(), '198.51.100.1')).status).toBe(429);
  const owner = await ask('recovery-code', { code: recoveryCodes[0] ?? '' }, await waiting(), '198.51.100.1');
  expect(await seen(cookies(owner))).toBe(200);
});

test('a code of the app opens one session, of many at once too', async () => {
  const { secret } = await withApp();
  const held = [await waiting(), await waiting(), await waiting()];
  const answers = await Promise.all(held.map((cookie) => ask('code', { code: totp(secret) }, cookie)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401, 401]);
});

test('of ten recovery codes each opens the account once, of two at once too, however it is typed', async () => {
  const { recoveryCodes } = await withApp();
  expect(recoveryCodes).toHaveLength(10);
  expect(new Set(recoveryCodes).size).toBe(10);
  for (const code of recoveryCodes)
    expect(code, '28 of 32 letters: 140 bits').toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){6}[0-9a-hjkmnp-tv-z]{4}$/);
  const [first = '', second = ''] = recoveryCodes;
  const held = [await waiting(), await waiting()];
  const answers = await Promise.all(held.map((cookie) => ask('recovery-code', { code: first }, cookie)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
  const refused = answers.find(({ status }) => status === 401) as Response;
  expect((await told(refused))[1]).toBe('This recovery code is wrong, or was used before.');
  const typed = second.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'l');
  expect(await seen(cookies(await ask('recovery-code', { code: typed }, await waiting())))).toBe(200);
  expect((await pool.query('select from recovery_code where used_at is null')).rows).toHaveLength(8);
});

test('new recovery codes take the place of the old ones, and go with the app', async () => {
  const { recoveryCodes, session } = await withApp();
  expect((await ask('recovery-codes', { password: 'wrong' }, session)).status).toBe(400);
  const made = (await (await ask('recovery-codes', { password }, session)).json()) as { recoveryCodes: string[] };
  expect((await ask('recovery-code', { code: recoveryCodes[0] ?? '' }, await waiting())).status).toBe(401);
  expect((await ask('recovery-code', { code: made.recoveryCodes[0] ?? '' }, await waiting())).status).toBe(200);
  expect((await ask('code/remove', { password }, session)).status).toBe(200);
  expect((await pool.query('select from recovery_code')).rows).toHaveLength(0);
});

test('a copy of the database tells neither seed nor code', async () => {
  const { secret, recoveryCodes } = await withApp();
  const { rows } = await pool.query(
    'select t.*, r.*, c.* from two_factor t, recovery_code r left join sign_in_challenge c on true',
  );
  const dump = JSON.stringify(rows);
  expect(rows).toHaveLength(10);
  expect(dump).toMatch(/aes-256-gcm:1:/);
  for (const given of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll('-', ''))])
    expect(dump).not.toContain(given);
});

test('who learnt the password of somebody with a passkey sets up nothing', async () => {
  const { session } = await withApp();
  await pool.query(`insert into passkey (id, person_id, name, credential_id, public_key, counter, transports, is_backed_up)
    select 'k', id, 'k', 'k', '', 0, '{}', false from person`);
  expect((await ask('code/remove', { password }, session)).status).toBe(200);
  const stranger = cookies(await ask('sign-in', { email, password }));
  for (const [door, body] of [
    ['code/begin', { password }],
    ['passkey/offer', {}],
    ['passkey/remove', { id: 'k' }],
  ] as const)
    expect(await told(await ask(door, body, stranger))).toEqual([403, 'You have a second factor but did not sign in with it.']);
});

test('a sign-in left open long ago changes no factor and ends no session', async () => {
  const { session } = await withApp();
  await pool.query(`update session set created_at = now() - interval '11 minutes'`);
  for (const [door, body] of [
    ['code/remove', { password }],
    ['recovery-codes', { password }],
    ['passkey/offer', {}],
    ['sessions/end', { id: 'x' }],
    ['sessions/end-others', {}],
  ] as const)
    expect(await told(await ask(door, body, session))).toEqual([403, expect.stringContaining('fresh sign-in')]);
});

test('a new password makes an old sign-in no fresher: with it alone no factor goes', async () => {
  const { session } = await withApp();
  await pool.query(`update session set created_at = now() - interval '11 minutes', proved_at = now() - interval '11 minutes'`);
  const changed = cookies(await ask('password', { current: password, password: 'harbour violin cactus seventeen' }, session));
  expect(await seen(changed)).toBe(200);
  expect(await told(await ask('code/remove', { password: 'harbour violin cactus seventeen' }, changed))).toEqual([
    403,
    expect.stringContaining('fresh sign-in'),
  ]);
});

test('a sign-in that waits with the password of before gets in no more', async () => {
  const { secret, session } = await withApp();
  const held = await waiting();
  await ask('password', { current: password, password: 'harbour violin cactus seventeen' }, session);
  expect(await told(await ask('code', { code: totp(secret) }, held))).toEqual([401, expect.stringContaining('took too long')]);
});

test('an app of before, in Better Auth’s encryption, signs in, and is then in ours, under the newest key', async () => {
  await withApp();
  const key = { keys: new Map([[1, 's'.repeat(40)]]), currentVersion: 1 };
  const former = 'WfuXbqvCYhUZrpHGHvPTjWkZVJQLKxse';
  await pool.query('update two_factor set seed = $1', [await symmetricEncrypt({ key, data: former })]);
  const secret = base32.encode(former, { padding: false });
  vi.stubEnv('TRAILWATCH_SECRETS', `2:${'n'.repeat(40)} 1:${'s'.repeat(40)}`);
  expect(await seen(cookies(await ask('code', { code: totp(secret) }, await waiting())))).toBe(200);
  expect((await pool.query('select seed from two_factor')).rows).toEqual([{ seed: expect.stringMatching(/^aes-256-gcm:2:/) }]);
  nextCode();
  expect(await seen(cookies(await ask('code', { code: totp(secret) }, await waiting())))).toBe(200);
  vi.stubEnv('TRAILWATCH_SECRETS', `1:${'s'.repeat(40)}`);
});
