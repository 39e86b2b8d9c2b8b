import { describe, expect, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { readMigrations } from './files.ts';
import { migrate, pendingSql } from './migrate.ts';

const { pool, prisma, url } = await testDatabase();

const one = async (sql: string, values: unknown[] = []): Promise<unknown> =>
  Object.values((await pool.query(sql, values)).rows[0] ?? {})[0];

test('the migrations lead to prisma/schema.prisma', async () => {
  expect(await pendingSql(url)).toBe('');
});

test('migrating again changes nothing', async () => {
  expect(await migrate(url)).toEqual([]);
});

test('a migration that was cut off is tried again', async () => {
  await pool.query('update _prisma_migrations set finished_at = null, applied_steps_count = 0');
  await pool.query('drop schema public cascade; create schema public');
  expect(await migrate(url)).toEqual(readMigrations().migrationDirectories.map(({ path }) => path));
  expect(await prisma.team.count()).toBe(0);
});

test('a database that a newer version wrote is refused by name', async () => {
  await pool.query(
    `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at) values ('x', 'x', '29990101000000_later', now(), now())`,
  );
  await expect(migrate(url)).rejects.toThrow('29990101000000_later');
  await pool.query(`delete from _prisma_migrations where id = 'x'`);
});

describe('merge_samples', () => {
  test.each([
    { old: null, fresh: [1, null], merged: [1, null] },
    { old: [1, null], fresh: null, merged: [1, null] },
    { old: [1, null, 3], fresh: [null, 2, 4], merged: [1, 2, 4] },
    { old: [1], fresh: [null, 2], merged: [1, 2] },
    { old: [0, null], fresh: [null, null], merged: [0, null] },
    { old: [], fresh: [], merged: [] },
  ])('$old and $fresh give $merged', async ({ old, fresh, merged }) => {
    expect(await one('select merge_samples($1, $2)', [old, fresh])).toEqual(merged);
  });
});

describe('days of samples', () => {
  test('are made once, in UTC whatever the session says', async () => {
    await pool.query(`set timezone = 'Pacific/Chatham'`);
    expect(await one(`select ensure_sample_days('2026-11-20T23:59:59Z', '2026-11-22T00:00:00Z')`)).toBe(3);
    expect(await one(`select ensure_sample_days('2026-11-20T00:00:00Z', '2026-11-22T23:59:59Z')`)).toBe(0);
    await pool.query('reset timezone');
  });

  test('may be asked for by many at once', async () => {
    const asked = Array.from({ length: 8 }, () =>
      one(`select ensure_sample_days('2026-10-01T00:00:00Z', '2026-10-05T00:00:00Z')`),
    );
    expect((await Promise.all(asked)).reduce((sum: number, made) => sum + Number(made), 0)).toBe(5);
  });

  test('outside them nothing is taken', async () => {
    const insert = `insert into sample_hour values ('1', 1, '2027-01-01T00:00:00Z', '{1}')`;
    await expect(pool.query(insert)).rejects.toThrow('no partition of relation');
  });

  test('show as plain rows, gaps left out', async () => {
    await pool.query(`insert into sample_hour values ('1', 1, '2026-11-21T10:00:00Z', '{1.5,null,2.5}')`);
    const { rows } = await pool.query('select at, value from sample order by at');
    expect(rows).toEqual([
      { at: new Date('2026-11-21T10:00:00Z'), value: 1.5 },
      { at: new Date('2026-11-21T10:02:00Z'), value: 2.5 },
    ]);
  });

  test('are dropped whole', async () => {
    expect(await one(`select drop_sample_days('2026-11-21T12:00:00Z')`)).toBe(6);
    expect(await one('select count(*)::int from sample')).toBe(2);
  });
});
