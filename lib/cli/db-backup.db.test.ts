import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { createTestDatabase } from '#lib/testing/cluster.ts';

const folder = mkdtempSync(join(tmpdir(), 'trailwatch db '));
const file = join(folder, 'made by hand');
const config = join(folder, 'trailwatch.yaml');
writeFileSync(config, '');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ask = async <T>(url: string, sql: string): Promise<T[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
};

/** The command as a person runs it, on a server of their own. */
function command(url: string, ...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const { DATABASE_WEB_URL, DATABASE_WORKER_URL, ...environment } = process.env;
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), 'db', ...args], {
    env: {
      ...environment,
      DATABASE_URL: url,
      TRAILWATCH_HOME: join(folder, 'home'),
      TRAILWATCH_CONFIG: config,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })));
}

describe('db backup and db restore', () => {
  test('a backup is verified by restoring, restored elsewhere, and both are in the journal', { timeout: 120_000 }, async () => {
    const source = await createTestDatabase(inject('postgresUrl'));
    await ask(source, `insert into team (slug, name, created_at) values ('own', 'Own', now())`);
    const made = await command(source, 'backup', file, '--verify', '--json');
    expect(made).toMatchObject({ code: 0, err: expect.stringContaining('verified: restored into a database of its own') });
    expect(JSON.parse(made.out)).toMatchObject({ file, verified: true, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const { pathname } = new URL(source);
    expect(await ask(source, `select datname from pg_database where datname like '${pathname.slice(1)}\\_verify%'`)).toEqual([]);

    const again = await command(source, 'backup', file);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('is already there') });

    const target = await createTestDatabase(inject('postgresUrl'));
    await ask(target, `insert into team (slug, name, created_at) values ('other', 'Other', now())`);
    const full = await command(target, 'restore', file);
    expect(full).toMatchObject({ code: 1, err: expect.stringContaining('add --replace: all that is in it is then lost') });
    const unconfirmed = await command(target, 'restore', file, '--replace');
    expect(unconfirmed).toMatchObject({ code: 2, err: expect.stringContaining('--replace was not confirmed') });
    expect(await ask(target, 'select slug from team')).toEqual([{ slug: 'other' }]);

    const restored = await command(target, 'restore', file, '--replace', '--yes', '--json');
    expect(restored).toMatchObject({ code: 0 });
    expect(JSON.parse(restored.out)).toMatchObject({ applied: [], sha256: JSON.parse(made.out).sha256 });
    expect(await ask(target, 'select slug from team')).toEqual([{ slug: 'own' }]);
    expect(await ask(target, 'select action from journal order by seq')).toEqual([
      { action: 'database.backup' },
      { action: 'database.restore' },
    ]);
  });

  test('names what is missing', async () => {
    const url = await createTestDatabase(inject('postgresUrl'));
    expect(await command(url, 'backup')).toMatchObject({
      code: 2,
      err: expect.stringContaining('expected one file: db backup FILE'),
    });
    expect(await command(url, 'restore', join(folder, 'nowhere'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('cannot be read'),
    });
  });
});
