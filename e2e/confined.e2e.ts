import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { expect, test } from './test.ts';

const root = join(import.meta.dirname, '..');

const argumentsOf = (pid: string): string[] => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
};

/** The command lines of this home's processes that run the script, as Linux tells them in /proc. */
const running = (script: string, home: string): string[][] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(argumentsOf)
    .filter((words) => words.includes(join(root, script)) && words.some((word) => word.includes(home)));

const processes: readonly [string, readonly string[]][] = [
  ['server.ts', []],
  ['lib/worker/main.ts', ['keys/journal.key*', 'journal/*']],
  ['demo/main.ts', ['demo.yaml*']],
];
for (const [script, writes] of processes) {
  test(`${script} runs confined, and writes ${['nothing', ...writes].join(' but ')}`, ({ product: { home } }) => {
    const [words = []] = running(script, home);
    expect(words).toContain('--permission');
    expect(words.filter((word) => word.startsWith('--allow-') && !word.startsWith('--allow-fs-'))).toEqual([]);
    const granted = (flag: string) => words.flatMap((word) => (word.startsWith(flag) ? [word.slice(flag.length)] : []));
    expect(granted('--allow-fs-write=')).toEqual(writes.map((file) => join(home, file)));
    for (const folder of granted('--allow-fs-read=').map((path) => path.replace(/\*$/, ''))) {
      for (const secret of [
        join(root, '.git'),
        join(root, 'e2e'),
        join(home, 'postgres'),
        join(home, 'keys/database-web'),
        '/etc',
      ]) {
        expect(secret.startsWith(`${folder}/`) || secret === folder, `${folder} holds ${secret}`).toBe(false);
      }
    }
  });
}

/** How many connections the command line's processes hold. */
async function commandConnections(databaseUrl: string): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(`select count(*)::int as n from pg_stat_activity where application_name = 'command'`);
    return rows[0].n;
  } finally {
    await client.end();
  }
}

test('one more worker, started by hand, runs confined, too', async ({ product: { home, databaseUrl } }) => {
  const worker = spawn(process.execPath, [join(root, 'bin/trailwatch.mjs'), 'worker'], {
    env: { ...process.env, TRAILWATCH_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [worker.stdout, worker.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const exited = once(worker, 'exit');
  await expect.poll(() => running('lib/worker/main.ts', home).length, { message: said, timeout: 60_000 }).toBe(2);
  for (const words of running('lib/worker/main.ts', home)) expect(words).toContain('--permission');
  await expect.poll(() => commandConnections(databaseUrl), { message: said, timeout: 60_000 }).toBeGreaterThan(1);
  worker.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  expect(said).toContain('stopping');
  expect(said).not.toMatch(/ACCESS_DENIED|"level":[56]0/);
});
