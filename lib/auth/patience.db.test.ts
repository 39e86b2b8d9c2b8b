import { beforeEach, expect, test, vi } from 'vitest';
import { testDatabase } from '../testing/database.ts';

const { pool, webUrl } = await testDatabase();
vi.stubEnv('DATABASE_URL', webUrl);
const { patiently, TooSoonError } = await import('./patience.ts');

beforeEach(async () => {
  await pool.query('truncate sign_in_failure');
});

const wrong = async (): Promise<never> => {
  throw new Error('wrong');
};
const right = async () => 'in';
/** How many of so many wrong attempts were heard. */
const heard = async (count: number, email: (n: number) => string, network: string): Promise<number> => {
  let tried = 0;
  for (let n = 0; n < count; n++) {
    await patiently(email(n), network, wrong).catch((error: unknown) => {
      if (!(error instanceof TooSoonError)) tried += 1;
    });
  }
  return tried;
};
const later = (seconds: number) =>
  pool.query('update sign_in_failure set last_at = last_at - make_interval(secs => $1)', [seconds]);

test('of a thousand attempts on one account from one network a few are heard, and the owner comes in from another', async () => {
  expect(await heard(1000, () => 'ada@example.com', '192.0.2.1')).toBeLessThanOrEqual(8);
  expect(await patiently('ada@example.com', '198.51.100.1', right)).toBe('in');
  expect(await patiently('ada@example.com', '2001:db8:1::1', right)).toBe('in');
});

test('a thousand at once are not all the first', async () => {
  let tried = 0;
  const attempts = Array.from({ length: 200 }, () =>
    patiently('ada@example.com', '192.0.2.1', async () => {
      tried += 1;
      throw new Error('wrong');
    }).catch(() => {}),
  );
  await Promise.all(attempts);
  expect(tried).toBeLessThanOrEqual(8);
});

test('a network that tries many accounts is slowed over all of them', async () => {
  expect(await heard(1000, (n) => `person${n}@example.com`, '192.0.2.1')).toBeLessThanOrEqual(50);
  await expect(patiently('ada@example.com', '192.0.2.1', right)).rejects.toThrow('Too many attempts');
});

test('the wait doubles, is told, and ends; being right forgets it', async () => {
  await heard(6, () => 'ada@example.com', '192.0.2.1');
  const waits: number[] = [];
  for (let n = 0; n < 3; n++) {
    const error = await patiently('ada@example.com', '192.0.2.1', wrong).catch((thrown: unknown) => thrown);
    const seconds = error instanceof TooSoonError ? error.retryAfterSeconds : 0;
    waits.push(seconds);
    await later(seconds);
    await expect(patiently('ada@example.com', '192.0.2.1', wrong)).rejects.toThrow('wrong');
  }
  expect(waits[1]).toBeGreaterThan(waits[0] ?? 0);
  expect(waits[2]).toBeGreaterThan(waits[1] ?? 0);
  await later(900);
  expect(await patiently('ada@example.com', '192.0.2.1', right)).toBe('in');
  expect(await heard(3, () => 'ada@example.com', '192.0.2.1')).toBe(3);
});

test('the table holds no address', async () => {
  await heard(1, () => 'ada@example.com', '192.0.2.1');
  expect(JSON.stringify((await pool.query('select * from sign_in_failure')).rows)).not.toMatch(/ada@|192\.0/);
});
