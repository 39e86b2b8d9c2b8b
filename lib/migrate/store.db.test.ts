import { expect, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { readMigrations } from './files.ts';

const { pool } = await testDatabase();
const own = '20261129020000_store';

test('samples that stood in hours move, rounded as everything is from then on, and are seen as before', async () => {
  await pool.query('drop schema public cascade; create schema public');
  for (const { path, migrationFile } of readMigrations().migrationDirectories) {
    if (path === own) {
      await pool.query(`select ensure_sample_days('2026-11-19T00:00:00Z', '2026-11-20T00:00:00Z')`);
      await pool.query(`insert into series (account, region, kind, name, namespace, metric, dimensions, dimensions_key, statistic)
        values ('1', 'r', 'endpoint', 'e', 'n', 'm', '[]', '', 'Sum')`);
      await pool.query(`insert into sample_hour values ('1', 1, '2026-11-19T10:00:00Z', '{null,0.1,NaN,7,1e300,1e-60}'),
        ('1', 1, '2026-11-20T00:00:00Z', '{16777217,null,0.5}'), ('1', 1, '2026-11-20T01:00:00Z', '{null,null}')`);
    }
    if (migrationFile.content.tag === 'ok') await pool.query(migrationFile.content.value);
    if (path === own) break;
  }
  const { rows } = await pool.query({
    text: `select to_char(ts at time zone 'UTC', 'DD HH24:MI'), value from sample order by ts`,
    rowMode: 'array',
  });
  expect(rows).toEqual([
    ['19 10:01', Math.fround(0.1)],
    ['19 10:03', 7],
    ['19 10:05', 0],
    ['20 00:00', 16_777_217],
    ['20 00:02', 0.5],
  ]);
  const live = await pool.query('select narrow is null as wide from sample_live order by hour');
  expect(live.rows).toEqual([{ wide: false }, { wide: true }]);
});
