import { expect, test, vi } from 'vitest';
import { seal, seedOf } from '../auth/sealed.ts';
import { testDatabase } from '../testing/database.ts';
import { encryptStored, hasOldSecrets } from './stored-secrets.ts';

const { pool, url } = await testDatabase();
const [old, fresh] = [`1:${'o'.repeat(40)}`, `2:${'n'.repeat(40)}`];

test('a start puts every second factor under the newest key, once', async () => {
  expect(hasOldSecrets({ TRAILWATCH_SECRETS: old })).toBe(false);
  expect(hasOldSecrets({ TRAILWATCH_SECRETS: `${fresh} ${old}` })).toBe(true);
  for (const id of ['a', 'b']) {
    await pool.query(`insert into person (id, name, email, role) values ($1, $1, $1, 'member')`, [id]);
    const sealed = seal([{ version: 1, value: 'o'.repeat(40) }], seedOf(id), Buffer.from('seed'));
    await pool.query('insert into two_factor (person_id, seed) values ($1, $2)', [id, sealed]);
  }
  vi.stubEnv('TRAILWATCH_SECRETS', `${fresh} ${old}`);
  expect(await encryptStored(url)).toBe(2);
  expect(await encryptStored(url)).toBe(0);
  vi.stubEnv('TRAILWATCH_SECRETS', fresh);
  const { rows } = await pool.query(`select count(*)::int as n from two_factor where starts_with(seed, 'aes-256-gcm:2:')`);
  expect(rows).toEqual([{ n: 2 }]);
});
