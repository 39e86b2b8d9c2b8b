import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startAccount } from '#demo/testing/account.ts';
import { verifyJournal } from '../../cli/verify-journal.ts';
import { collectCycle } from '../../collect/cycle.ts';
import { collectingWith, configFor } from '../../collect/testing/collecting.ts';
import { migrationScripts } from '../../migrate/files.ts';
import { migrate, migrationLock } from '../../migrate/migrate.ts';
import { secure } from '../../migrate/secure.ts';
import { checkpointJournal } from '../../store/checkpoints.ts';
import { journal } from '../../store/journal.ts';
import { createTestDatabase, lesserUrl, testRoles } from '../../testing/cluster.ts';
import { testDatabase } from '../../testing/database.ts';
import { type BackupReport, backupDatabase } from './backup.ts';
import { differences, digestTables } from './compare.ts';
import { checkBackup } from './file-reader.ts';
import { restoreDatabase } from './restore.ts';
import { makeSchema } from './schema.ts';
import { withSession } from './session.ts';

/** A migration of some later day: bytes, ranges, computed columns, a cycle of keys, and partitions by hand, two deep. */
const later = {
  name: '29991231000000_more',
  sql: `create table more (id int generated always as identity primary key, friend int references more (id), body bytea, span int4multirange, note text,
      length int generated always as (length(body)) stored);
    create table more_part (account text, at timestamptz, value float8, primary key (account, at)) partition by range (at);`,
};
const migrations = [...migrationScripts(), later];
const now = Date.parse('2026-11-18T22:41:07Z');
const place = { account: '111122223333', region: 'eu-west-1' };
const folder = mkdtempSync(join(tmpdir(), "trailwatch backup's "));
const file = join(folder, 'all of it.backup');
const source = await testDatabase('worker');
const owner = new Pool({ connectionString: source.url });
let report: BackupReport;

const fresh = (): Promise<string> => createTestDatabase(inject('postgresUrl'));
const ask = async <T>(url: string, sql: string): Promise<T[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
};
const restore = (url: string, from = file, extra: Partial<Parameters<typeof restoreDatabase>[0]> = {}) =>
  restoreDatabase({ url, file: from, migrations, migrationLock, replaces: false, ...extra });
const filled = async (url: string) =>
  (await digestTables(url)).filter(({ rows, table }) => rows > 0 && table !== '_prisma_migrations');

async function addLater(): Promise<void> {
  await owner.query(later.sql);
  await owner.query(
    `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at) values ('later', 'x', $1, now(), now())`,
    [later.name],
  );
  await owner.query(`create table more_part_old partition of more_part for values from (minvalue) to ('2026-11-01') partition by list (account);
    create table more_part_old_own partition of more_part_old for values in ('it''s "ours"', '1') with (fillfactor = 70);
    create table more_part_new partition of more_part for values from ('2026-11-01') to ('2026-12-01');
    insert into more_part values ('1', '2026-10-01', 'NaN'), ('it''s "ours"', '2026-10-02', 0.1), ('2', '2026-11-02 03:04:05.678', '-Infinity')`);
  await owner.query(`insert into more (body, span, note) values
    ('\\x000a0d5cff', '{[1,5),[7,9)}', E'two\\nlines\\t\\\\ and \\\\N'), (null, '{}', null), ('', null, '')`);
  await owner.query('insert into more (body) select sha256(i::text::bytea) from generate_series(1, 30000) i');
  await owner.query('update more set friend = 4 - id where id < 4');
}

beforeAll(async () => {
  const account = await startAccount({ clock: { now: () => now, speed: 0 }, endpoints: 3 });
  const collecting = collectingWith({
    configText: configFor(place),
    environment: account.environment,
    db: source,
    clock: { now: () => now, speed: 0 },
  });
  await collectCycle(collecting);
  collecting.close();
  await account.close();
  for (const n of [1, 2, 3]) {
    await journal({ pool: owner }, { at: now + n, actor: { kind: 'system', id: null, name: 'test' }, action: 'key.rotate' });
  }
  await addLater();
  report = await backupDatabase({ url: source.url, file, now, migrationLock });
}, 120_000);

afterAll(async () => {
  await owner.end();
  rmSync(folder, { recursive: true, force: true });
});

describe('a backup', () => {
  test('holds every table, its rows and their digest, and nothing of what it was written beside', async () => {
    expect(differences(report.tables, await digestTables(source.url))).toEqual([]);
    const held = new Map(report.tables.map(({ table, rows }) => [table, rows]));
    expect(held.get('more')).toBe(30_003);
    expect(held.get('more_part_old_own')).toBe(2);
    expect(held.get('resource')).toBeGreaterThan(50);
    expect([...held].reduce((sum, [table, rows]) => sum + (/^event_\d/.test(table) ? rows : 0), 0)).toBeGreaterThan(50);
    expect(held.has('reply')).toBe(false);
    expect(report.rows).toBeGreaterThan(40_000);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(existsSync(`${file}.partial`)).toBe(false);
    expect(report.sha256).toBe(createHash('sha256').update(readFileSync(file)).digest('hex'));
  });

  test('writes over nothing, and leaves nothing when the disk is full', async () => {
    const again = (to: string) => backupDatabase({ url: source.url, file: to, now, migrationLock });
    await expect(again(file)).rejects.toThrow('is already there');
    await expect(again(join(folder, 'none/file'))).rejects.toThrow('is no directory');
    const full = join(folder, 'full');
    symlinkSync('/dev/full', `${full}.partial`);
    await expect(again(full)).rejects.toThrow(/full could not be written: ENOSPC/);
    expect([full, `${full}.partial`].map(existsSync)).toEqual([false, false]);
  });

  test('begins anew when a part of a table goes while it is copied', async () => {
    await owner.query(`create table more_part_gone partition of more_part for values from ('2026-12-01') to ('2027-01-01');
      insert into more_part values ('1', '2026-12-02', 1)`);
    const moved = join(folder, 'moved');
    let dropped: Promise<unknown> | undefined;
    const drop = () => {
      dropped ??= owner.query(`begin; drop table more_part_gone; insert into more_part values ('9', '2026-11-09', 9); commit`);
    };
    const told = await backupDatabase({ url: source.url, file: moved, now, migrationLock, onProgress: drop });
    await dropped;
    expect(differences(told.tables, await digestTables(source.url))).toEqual([]);
    await owner.query(`delete from more_part where account = '9'`);
  });
});

describe('restored', () => {
  let url = '';
  beforeAll(async () => {
    url = await fresh();
    await restore(url);
    await secure(url, testRoles);
  });

  test('every table of another database is equal, row for row', async () => {
    expect(differences(report.tables, await digestTables(url))).toEqual([]);
    const [row] = await ask<{ body: Buffer; span: string; note: string; length: number }>(url, 'select * from more where id = 1');
    expect(row).toMatchObject({
      body: Buffer.from([0, 10, 13, 92, 255]),
      span: '{[1,5),[7,9)}',
      note: 'two\nlines\t\\ and \\N',
      length: 5,
    });
    expect(await ask(url, `select reloptions[1] as o from pg_class where relname = 'more_part_old_own'`)).toEqual([
      { o: 'fillfactor=70' },
    ]);
    await expect(ask(url, `insert into more (friend) values (-1)`)).rejects.toThrow('foreign key');
    const [next] = await ask<{ id: number }>(url, `insert into more (note) values ('next') returning id`);
    expect(next?.id).toBeGreaterThan(30_003);
    await ask(url, `delete from more where id > 30003`);
  });

  test('rights, walls, triggers, constraints and indexes are those of before', async () => {
    const standing = (of: string) =>
      ask(
        of,
        `select c.relname, c.relrowsecurity, c.relacl::text, (select array_agg(pg_get_triggerdef(t.oid) || t.tgenabled::text order by t.tgname) from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal) as triggers,
           (select array_agg(p.polname::text order by p.polname) from pg_policy p where p.polrelid = c.oid) as policies,
           (select array_agg(pg_get_constraintdef(k.oid) order by k.conname) from pg_constraint k where k.conrelid = c.oid) as constraints
         from pg_class c where c.relnamespace = 'public'::regnamespace and not c.relispartition and c.relname not like 'more%' order by 1`,
      );
    expect(await standing(url)).toEqual(await standing(source.url));
    const team = (await ask<{ team: string }>(url, 'select team from resource where team is not null limit 1'))[0]?.team;
    const seen = `select set_config('trailwatch.teams', '${team}', false); select distinct team from resource`;
    const client = new Client({ connectionString: lesserUrl(url, 'web') });
    await client.connect();
    const answers = (await client.query(seen)) as unknown as { rows: { team: string }[] }[];
    await client.end();
    expect(answers[1]?.rows).toEqual([{ team }]);
    await expect(ask(lesserUrl(url, 'web'), `delete from resource`)).rejects.toThrow('permission denied');
    await expect(ask(url, `delete from journal`)).rejects.toThrow('append-only');
  });

  test('the journal proves itself, and goes on', async () => {
    const home = join(folder, 'home');
    await checkpointJournal({ pool: owner }, { home, now: now + 10, by: 'test' });
    process.env.DATABASE_URL = url;
    const { findings } = await verifyJournal({ home });
    expect(findings).toEqual([]);
  });
});

describe('a restore', () => {
  test('that is killed half-way leaves nothing, and goes through when tried again', async () => {
    const url = await fresh();
    const script = `const { restoreDatabase } = await import(${JSON.stringify(join(import.meta.dirname, 'restore.ts'))});
      const { readFileSync } = await import('node:fs');
      const ask = JSON.parse(readFileSync(0, 'utf8'));
      await restoreDatabase({ ...ask, onProgress: ({ done, total, note }) => { if (note === 'restored' && done > total / 2) process.kill(process.pid, 'SIGKILL'); } });`;
    // Migrations are more than an argument can hold.
    const input = JSON.stringify({ url, file, migrations, migrationLock, replaces: false });
    const killed = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', input });
    expect([killed.signal, killed.stderr]).toEqual(['SIGKILL', '']);
    await expect
      .poll(() => ask(url, `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`))
      .toEqual([]);
    expect(await filled(url)).toEqual([]);
    expect(await migrate(url)).toEqual([]);
    await restore(url);
    expect(differences(report.tables, await digestTables(url))).toEqual([]);
  });

  test('is refused while somebody uses the database, or something is in it, and replaces it when told to', async () => {
    const url = await fresh();
    const guest = new Client({ connectionString: url, application_name: 'worker' });
    await guest.connect();
    await expect(restore(url)).rejects.toThrow('the database is in use: worker (1)');
    await guest.query(`insert into team (slug, name, created_at) values ('own', 'Own', now())`);
    await guest.end();
    await expect
      .poll(() => ask(url, `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`))
      .toEqual([]);
    await expect(restore(url)).rejects.toThrow('the database is not empty: 1 table holds rows');
    await restore(url, file, { replaces: true });
    expect(differences(report.tables, await digestTables(url))).toEqual([]);
  });

  test('from an older level goes to that level, and then up', async () => {
    const old = await fresh();
    const level = migrationScripts().slice(0, 4);
    const names = level.map(({ name }) => name);
    await withSession(old, 'older', async (client) => {
      const { header } = await checkBackup(file);
      await client.query('begin');
      await makeSchema(client, { ...header, migrations: names, partitions: [], tables: [] }, level);
      await client.query('delete from _prisma_migrations where migration_name <> all ($1)', [names]);
      await client.query(`insert into team (slug, name, created_at) values ('old', 'Old', now())`);
      await client.query('commit');
    });
    const made = join(folder, 'old');
    await backupDatabase({ url: old, file: made, now, migrationLock });
    const url = await fresh();
    await restore(url, made, { migrations: migrationScripts() });
    expect(differences(await digestTables(old), await digestTables(url))).toEqual([]);
    const after = migrationScripts().map(({ name }) => name);
    expect(await migrate(url)).toEqual(after.filter((name) => !names.includes(name)));
    await secure(url, testRoles);
    expect(await ask(url, 'select slug, name from team')).toEqual([{ slug: 'old', name: 'Old' }]);
  });

  test('of a table that no migration makes is refused by name, and nothing is lost', async () => {
    const url = await fresh();
    await ask(url, `create table by_hand (id int); insert into by_hand values (1)`);
    const made = join(folder, 'by hand');
    await backupDatabase({ url, file: made, now, migrationLock });
    await expect(restore(url, made, { replaces: true })).rejects.toThrow('table by_hand, which the migrations do not make');
    expect(await ask(url, 'select id from by_hand')).toEqual([{ id: 1 }]);
  });

  test('of a newer release is refused by name', async () => {
    const url = await fresh();
    await expect(restore(url, file, { migrations: migrationScripts() })).rejects.toThrow(
      /newer Trailwatch: it holds 29991231000000_more/,
    );
  });
});
