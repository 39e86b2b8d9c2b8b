import { symmetricEncrypt } from 'better-auth/crypto';
import { beforeEach, expect, test, vi } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { encryptAnew, seal, seedOf, unseal } from './sealed.ts';

const { pool } = await testDatabase();
const [first, second] = [
  { version: 1, value: 'a'.repeat(40) },
  { version: 2, value: 'b'.repeat(40) },
];
const plain = Buffer.from('0123456789abcdefghij');
const stored = async () =>
  (await pool.query<{ seed: string }>('select seed from two_factor order by person_id')).rows.map((row) => row.seed);
const keep = async (personId: string, seed: string) => {
  await pool.query(`insert into person (id, name, email, role) values ($1, $1, $1 || '@x.example', 'member')`, [personId]);
  await pool.query('insert into two_factor (person_id, seed, confirmed_at) values ($1, $2, now())', [personId, seed]);
};

beforeEach(async () => {
  await pool.query('truncate person cascade');
});

test('what is sealed names algorithm and key, differs each time, and opens under newer keys too', async () => {
  const [one, other] = [seal([first], seedOf('eve'), plain), seal([first], seedOf('eve'), plain)];
  expect(one).toMatch(/^aes-256-gcm:1:[\w-]{16}:[\w-]{48}$/);
  expect(other).not.toBe(one);
  expect(await unseal([second, first], seedOf('eve'), one)).toEqual(plain);
  expect(seal([second, first], seedOf('eve'), plain)).toMatch(/^aes-256-gcm:2:/);
});

const sealed = seal([first], seedOf('eve'), plain);
const changed = (part: number, change: (text: string) => string) =>
  sealed
    .split(':')
    .map((text, index) => (index === part ? change(text) : text))
    .join(':');
const other = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
test.each([
  ['of another person', [first], 'mia', sealed],
  ['under a key that is gone', [second], 'eve', sealed],
  ['under another key of the same number', [{ ...second, version: 1 }], 'eve', sealed],
  ['with another algorithm', [first], 'eve', changed(0, () => 'rot13')],
  ['with another nonce', [first], 'eve', changed(2, other)],
  ['with another text', [first], 'eve', changed(3, other)],
  ['cut off', [first], 'eve', changed(3, (text) => text.slice(0, -8))],
  ['with a shorter tag', [first], 'eve', changed(3, () => 'AAAAAAAAAAA')],
  ['empty', [first], 'eve', ''],
  ['of Better Auth, changed', [first], 'eve', '$ba$1$00ff'],
])('what is %s opens nothing', async (_what, secrets, owner, text) => {
  await expect(unseal(secrets, seedOf(owner), text)).rejects.toMatchObject({ code: 'unavailable' });
});

test('everything under an older key, and in the form of before, is encrypted anew, once', async () => {
  await keep('eve', seal([first], seedOf('eve'), plain));
  await keep(
    'mia',
    await symmetricEncrypt({ key: { keys: new Map([[1, first.value]]), currentVersion: 1 }, data: plain.toString() }),
  );
  await keep('zoe', seal([second], seedOf('zoe'), plain));
  vi.stubEnv('TRAILWATCH_SECRETS', `2:${second.value} 1:${first.value}`);
  const untouched = (await stored())[2];
  expect(await encryptAnew({ pool })).toBe(2);
  const seeds = await stored();
  expect(seeds[2]).toBe(untouched);
  for (const [index, owner] of ['eve', 'mia', 'zoe'].entries()) {
    expect(seeds[index]).toMatch(/^aes-256-gcm:2:/);
    expect(await unseal([second], seedOf(owner), seeds[index] ?? '')).toEqual(plain);
  }
  expect(await encryptAnew({ pool })).toBe(0);
});
