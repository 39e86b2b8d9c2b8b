import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';

const { pool } = await testDatabase();
const sqlOf = (name: string) => readFileSync(join(import.meta.dirname, '../../prisma/migrations', name, 'migration.sql'), 'utf8');

test('apps that were confirmed are carried over, with their seeds; what was only begun, and what was doubled, is not', async () => {
  await pool.query('drop schema public cascade; create schema public');
  await pool.query(sqlOf('20261122160000_foundation'));
  await pool.query(sqlOf('20261128190200_people'));
  await pool.query(`insert into person (id, name, email, role, two_factor_enabled)
    select id, id, id || '@x.example', 'member', id <> 'zoe' from unnest('{eve,mia,zoe}'::text[]) as p (id)`);
  await pool.query(`insert into two_factor (id, person_id, secret, backup_codes, verified) values
    ('1', 'eve', '$ba$1$aa', '$ba$1$bb', true), ('2', 'mia', '$ba$1$cc', '$ba$1$dd', true), ('3', 'mia', '$ba$1$ee', '$ba$1$ff', true),
    ('4', 'zoe', '$ba$1$00', '$ba$1$11', false)`);
  await pool.query(sqlOf('20261128214000_factors'));
  const { rows } = await pool.query(
    'select person_id as who, seed, confirmed_at is not null as confirmed from two_factor order by 1',
  );
  expect(rows).toEqual([
    { who: 'eve', seed: '$ba$1$aa', confirmed: true },
    { who: 'mia', seed: '$ba$1$cc', confirmed: true },
  ]);
});
