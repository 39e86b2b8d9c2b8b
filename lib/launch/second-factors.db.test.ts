import { symmetricEncrypt } from 'better-auth/crypto';
import { expect, test, vi } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { encryptSecondFactors, hasOldSecrets } from './second-factors.ts';

const { pool, url } = await testDatabase();
const [old, fresh] = [`1:${'o'.repeat(40)}`, `2:${'n'.repeat(40)}`];

test('a start puts every second factor under the newest key, once', async () => {
  expect(hasOldSecrets({ TRAILWATCH_SECRETS: old })).toBe(false);
  expect(hasOldSecrets({ TRAILWATCH_SECRETS: `${fresh} ${old}` })).toBe(true);
  const sealed = await symmetricEncrypt({ key: { currentVersion: 1, keys: new Map([[1, 'o'.repeat(40)]]) }, data: 'seed' });
  for (const id of ['a', 'b']) {
    await pool.query(`insert into person (id, name, email, role) values ($1, $1, $1, 'member')`, [id]);
    await pool.query('insert into two_factor (id, secret, backup_codes, person_id) values ($1, $2, $2, $1)', [id, sealed]);
  }
  vi.stubEnv('TRAILWATCH_SECRETS', `${fresh} ${old}`);
  expect(await encryptSecondFactors(url)).toBe(2);
  expect(await encryptSecondFactors(url)).toBe(0);
  vi.stubEnv('TRAILWATCH_SECRETS', fresh);
  const { rows } = await pool.query(`select count(*)::int as n from two_factor where starts_with(secret, '$ba$2$')`);
  expect(rows).toEqual([{ n: 2 }]);
});
