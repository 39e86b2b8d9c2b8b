import { hashPassword as hashScrypt } from 'better-auth/crypto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { clientHeader } from '../http/client.ts';
import { testDatabase } from '../testing/database.ts';

const { pool, url, webUrl } = await testDatabase();
vi.stubEnv('DATABASE_URL', webUrl);
vi.stubEnv('TRAILWATCH_SECRETS', `1:${'s'.repeat(40)}`);
vi.stubEnv('PORT', '3000');
vi.stubEnv('TRAILWATCH_DEMO_PEOPLE', '1');
const { answerDoor } = await import('./doors.ts');
const { makeSetupLink, firstSetupLink } = await import('./setup-link.ts');
const { findViewer } = await import('./viewer.ts');

const origin = 'http://localhost:3000';
const password = 'gravel sonata mirror thimble';

type Asked = { cookie?: string; client?: string };
const ask = (door: string, body: object, { cookie, client = '127.0.0.1' }: Asked = {}): Promise<Response> => {
  const headers = { 'content-type': 'application/json', origin, [clientHeader]: client, ...(cookie ? { cookie } : {}) };
  return answerDoor(door, new Request(`${origin}/api/auth/${door}`, { method: 'POST', headers, body: JSON.stringify(body) }));
};
const cookieIn = (response: Response): string =>
  response.headers
    .getSetCookie()
    .find((one) => /^__Host-trailwatch=\S{40}/.test(one))
    ?.split(';')[0] ?? '';
const viewerWith = (cookie: string) => findViewer(decodeURIComponent(cookie.replace('__Host-trailwatch=', '')));

/** An administrator made by a setup link; their session's cookie. */
const setUp = async (email: string): Promise<string> => {
  const token = (await makeSetupLink(url, origin)).split('#')[1];
  const answer = await ask('link', { token, name: 'Grace', email, password });
  expect(answer.status).toBe(200);
  return cookieIn(answer);
};

beforeEach(async () => {
  await pool.query('truncate person, invitation, verification cascade');
});

describe('a session', () => {
  test('opens by its cookie, and by nothing that the database holds', async () => {
    const cookie = cookieIn(await ask('demo', { person: 'mia' }));
    expect(await viewerWith(cookie)).toMatchObject({
      person: { name: 'Mia Member' },
      role: 'member',
      teams: ['search'],
      scope: { teams: ['search'] },
      isFresh: true,
    });
    const signature = decodeURIComponent(cookie).split('.')[1];
    const tables = [
      'session',
      'verification',
      'person',
      'sign_in_method',
      'invitation',
      'two_factor',
      'recovery_code',
      'sign_in_challenge',
    ];
    let tried = 0;
    for (const table of tables) {
      const { rows } = await pool.query<Record<string, unknown>>(`select * from ${table}`);
      for (const value of rows.flatMap((row) => Object.values(row)).filter((one) => typeof one === 'string')) {
        expect(await findViewer(value)).toBeNull();
        expect(await findViewer(`${value}.${signature}`)).toBeNull();
        tried += 1;
      }
    }
    expect(tried).toBeGreaterThan(5);
  });

  test('ends when the browser signs in anew, and gets another token', async () => {
    const first = cookieIn(await ask('demo', { person: 'ada' }));
    const second = cookieIn(await ask('demo', { person: 'ada' }, { cookie: first }));
    expect(second).not.toBe(first);
    expect(await viewerWith(first)).toBeNull();
    expect(await viewerWith(second)).not.toBeNull();
  });

  test.each([
    ['its seven days are over', `update session set expires_at = now() - interval '1 second'`],
    ['nobody used it for twelve hours', `update session set last_seen_at = now() - interval '12 hours 1 second'`],
    ['its person was disabled', 'update person set disabled_at = now()'],
    ['it was revoked', 'delete from session'],
    ['the role is none that we know', `update person set role = 'emperor'`],
  ])('opens nothing when %s', async (_when, sql) => {
    const cookie = cookieIn(await ask('demo', { person: 'ada' }));
    await pool.query(sql);
    expect(await viewerWith(cookie)).toBeNull();
  });

  test('of a demo person ends with the demo', async () => {
    const cookie = cookieIn(await ask('demo', { person: 'ada' }));
    vi.stubEnv('TRAILWATCH_DEMO_PEOPLE', undefined);
    expect(await viewerWith(cookie)).toBeNull();
    vi.stubEnv('TRAILWATCH_DEMO_PEOPLE', '1');
  });

  test('is not fresh after ten minutes, and is seen at most once a minute', async () => {
    const cookie = cookieIn(await ask('demo', { person: 'ada' }));
    const seen = async () => (await pool.query<{ at: Date }>('select last_seen_at as at from session')).rows[0]?.at.getTime();
    const before = await seen();
    await viewerWith(cookie);
    expect(await seen()).toBe(before);
    await pool.query(
      `update session set last_seen_at = now() - interval '61 seconds', created_at = now() - interval '601 seconds'`,
    );
    expect(await viewerWith(cookie)).toMatchObject({ isFresh: false });
    expect(await seen()).toBeGreaterThan(Date.now() - 10_000);
  });

  test('ends by signing out', async () => {
    const cookie = cookieIn(await ask('demo', { person: 'ada' }));
    expect((await ask('sign-out', {}, { cookie })).status).toBe(200);
    expect(await viewerWith(cookie)).toBeNull();
  });

  test.each(['', 'x', `${'a'.repeat(32)}.sig`, "' or 1=1 --", 'a'.repeat(5000), '\0'.repeat(32)])(
    'is not opened by %j',
    async (value) => {
      expect(await findViewer(value)).toBeNull();
    },
  );
});

describe('the demo', () => {
  test.each([
    ['somebody else', { person: 'eve' }, {}],
    ['another machine', { person: 'ada' }, { client: '192.0.2.7' }],
  ])('lets nobody in: %s', async (_who, body, asked) => {
    expect((await ask('demo', body, asked)).status).toBe(404);
  });

  test('lets nobody in where there is none', async () => {
    vi.stubEnv('TRAILWATCH_DEMO_PEOPLE', undefined);
    expect((await ask('demo', { person: 'ada' })).status).toBe(404);
    vi.stubEnv('TRAILWATCH_DEMO_PEOPLE', '1');
  });
});

describe('a setup link', () => {
  test('makes an administrator, once; then there is no first link any more', async () => {
    const link = (await firstSetupLink(url, origin)) ?? '';
    const token = new URL(link).hash.slice(1);
    const form = { token, name: 'Grace', email: 'Grace@Example.com', password };
    const both = await Promise.all([ask('link', form), ask('link', { ...form, email: 'eve@example.com' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect((await ask('link', form)).status).toBe(404);
    const { rows } = await pool.query('select role from person');
    expect(rows).toEqual([{ role: 'administrator' }]);
    expect(await firstSetupLink(url, origin)).toBeNull();
  });

  test('is printed again while only the demo has an administrator, and the one before opens nothing', async () => {
    await ask('demo', { person: 'ada' });
    const [first, second] = [await firstSetupLink(url, origin), await firstSetupLink(url, origin)];
    const form = { name: 'Grace', email: 'grace@example.com', password };
    expect((await ask('link', { ...form, token: first?.split('#')[1] })).status).toBe(404);
    expect((await ask('link', { ...form, token: second?.split('#')[1] })).status).toBe(200);
  });

  test('stays unused when its form is refused, and ends after a day', async () => {
    const token = (await makeSetupLink(url, origin)).split('#')[1];
    const form = { token, name: 'Grace', email: 'grace@example.com', password };
    for (const wrong of [
      { password: 'short' },
      { password: 'grace@example.com' },
      { email: 'gräce@example.com' },
      { name: ' ' },
    ]) {
      expect((await ask('link', { ...form, ...wrong })).status).toBe(400);
    }
    await pool.query(`update invitation set expires_at = now() - interval '1 second'`);
    expect((await ask('link', form)).status).toBe(404);
  });
});

describe('a password', () => {
  test('lets in who knows it, however the address is written, and says no token', async () => {
    await setUp('grace@example.com');
    const answer = await ask('sign-in', { email: ' GRACE@example.com', password });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({});
    expect(await viewerWith(cookieIn(answer))).toMatchObject({ person: { name: 'Grace' }, role: 'administrator' });
  });

  test('that is wrong and an address that is unknown are told the same', async () => {
    await setUp('grace@example.com');
    const told = async (body: object) => {
      const answer = await ask('sign-in', body);
      expect(answer.status).toBe(401);
      return answer.text();
    };
    expect(await told({ email: 'grace@example.com', password: 'wrong' })).toBe(
      await told({ email: 'eve@example.com', password }),
    );
  });

  test.each([
    ['of an earlier version', () => hashScrypt(password)],
    [
      'with less work',
      async () => '$argon2id$v=19$m=8192,t=2,p=2$dHJhaWx3YXRjaC1zYWx0IQ$pK6hcL1k4Q/qos5p9sWbI8BF7YOryrNMiEveu0k5P0E',
    ],
  ])('whose hash is %s lets in, and is hashed anew', async (_, hashed) => {
    await setUp('grace@example.com');
    const stored = async () =>
      (await pool.query<{ hash: string }>('select password_hash as hash from sign_in_method')).rows[0]?.hash;
    expect(await stored()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const old = await hashed();
    await pool.query('update sign_in_method set password_hash = $1', [old]);
    expect((await ask('sign-in', { email: 'grace@example.com', password: `${password}!` })).status).toBe(401);
    expect(await stored(), 'a wrong password changes nothing').toBe(old);
    expect((await ask('sign-in', { email: 'grace@example.com', password })).status).toBe(200);
    const renewed = await stored();
    expect(renewed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await ask('sign-in', { email: 'grace@example.com', password })).status).toBe(200);
    expect(await stored(), 'once').toBe(renewed);
  });

  test('that is wrong takes as long for an address that is unknown', async () => {
    await setUp('grace@example.com');
    const took = async (email: string): Promise<number> => {
      await pool.query('truncate sign_in_failure');
      const began = performance.now();
      await ask('sign-in', { email, password: 'not the password' });
      return performance.now() - began;
    };
    const ratios: number[] = [];
    for (let round = 0; round < 9; round += 1) ratios.push((await took('grace@example.com')) / (await took('eve@example.com')));
    const median = ratios.toSorted((a, b) => a - b)[4];
    expect(median).toBeGreaterThan(0.4);
    expect(median).toBeLessThan(2.5);
  });

  test('lets nobody in who was disabled', async () => {
    await setUp('grace@example.com');
    await pool.query('update person set disabled_at = now()');
    expect((await ask('sign-in', { email: 'grace@example.com', password })).status).toBe(401);
    expect((await pool.query('select from session')).rows).toHaveLength(1);
  });

  test.each([
    [{}],
    [{ email: 'a@example.com' }],
    [{ email: 1, password: 2 }],
    [{ email: 'a@b.de', password: 'x', role: 'administrator' }],
  ])('%j is not understood', async (body) => {
    expect((await ask('sign-in', body)).status).toBe(400);
  });
});

test('NUL in a body is a character that nothing has, not a failure', async () => {
  const cookie = await setUp('grace@example.com');
  for (const door of ['sessions/end', 'passkey/remove']) expect((await ask(door, { id: 'a\0' }, { cookie })).status).toBe(404);
  const token = (await makeSetupLink(url, origin)).split('#')[1];
  expect((await ask('link', { token, name: 'E\0ve', email: 'eve@example.com', password })).status).toBe(200);
});

test('questions that nobody answered are forgotten', async () => {
  await ask('passkey/ask', {});
  await pool.query(`update verification set expires_at = now() - interval '1 second'`);
  await ask('passkey/ask', {});
  expect((await pool.query('select from verification')).rows).toHaveLength(1);
});

test.each(['sign-up/email', 'sign-in/email', 'get-session', 'update-user', '/demo', 'Demo', 'constructor', 'demo/', 'enter'])(
  'no door leads to %s',
  async (door) => {
    expect((await ask(door, { person: 'ada' })).status).toBe(404);
  },
);
