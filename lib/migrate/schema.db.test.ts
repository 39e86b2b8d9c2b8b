import { describe, expect, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { readMigrations } from './files.ts';
import { migrate, pendingSql } from './migrate.ts';

const { pool, prisma, url } = await testDatabase();

const one = async (sql: string, values: unknown[] = []): Promise<unknown> =>
  Object.values((await pool.query(sql, values)).rows[0] ?? {})[0];

const names = readMigrations().migrationDirectories.map((directory) => directory.path);

test('the migrations lead to prisma/schema.prisma', async () => {
  expect(await pendingSql(url)).toBe('');
});

test('migrating again changes nothing', async () => {
  expect(await migrate(url)).toEqual([]);
});

test('a migration that was cut off is tried again', async () => {
  await pool.query('update _prisma_migrations set finished_at = null, applied_steps_count = 0');
  await pool.query('drop schema public cascade; create schema public');
  expect(await migrate(url)).toEqual(names);
  expect(await prisma.team.count()).toBe(0);
});

test('a database that a newer version wrote is refused by name', async () => {
  await pool.query(
    `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at) values ('x', 'x', '29990101000000_later', now(), now())`,
  );
  await expect(migrate(url)).rejects.toThrow('29990101000000_later');
  await pool.query(`delete from _prisma_migrations where id = 'x'`);
});

describe('lay_samples', () => {
  test.each([
    { old: null, fresh: '{1,null}', laid: '{1,NULL}' },
    { old: '{1,null}', fresh: null, laid: '{1,NULL}' },
    { old: '{1,null,3}', fresh: '{null,2,4}', laid: '{1,2,4}' },
    { old: '{1,2}', fresh: '[2:3]={5,6}', laid: '{1,5,6}' },
    { old: '{1}', fresh: '[3:3]={2}', laid: '{1,NULL,2}' },
    { old: '[5:6]={1,2}', fresh: '[3:3]={2}', laid: '[3:6]={2,NULL,1,2}' },
    { old: '[5:6]={1,2}', fresh: '[3:7]={2,null,null,4,null}', laid: '[3:6]={2,NULL,1,4}' },
    { old: '{0,null}', fresh: '{null,null}', laid: '{0,NULL}' },
  ])('$old and $fresh give $laid', async ({ old, fresh, laid }) => {
    expect(await one('select lay_samples($1::real[], $2::real[])::text', [old, fresh])).toBe(laid);
  });
});

describe('days of samples', () => {
  const insert = (day: string) =>
    pool.query(`insert into sample_day values ('1', 1, $1, 1, 1, 1, 1, '\\x0000000100000001')`, [day]);

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
    await expect(insert('2027-01-01')).rejects.toThrow('no partition of relation');
  });

  test('are dropped whole, roll-ups when the last of their days has passed', async () => {
    await insert('2026-11-21');
    expect(await one(`select drop_sample_days('2026-11-21T12:00:00Z')`)).toBe(6);
    expect(await one('select count(*)::int from sample_day')).toBe(1);
    expect(await one(`select drop_sample_rollups(300, '2026-10-07T23:59:59Z')`)).toBe(0);
    expect(await one(`select drop_sample_rollups(300, '2026-10-08T00:00:00Z')`)).toBe(1);
    expect(await one(`select drop_sample_rollups(3600, '2026-11-21T00:00:00Z')`)).toBe(1);
  });
});
