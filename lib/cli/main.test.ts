import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const home = mkdtempSync(join(tmpdir(), 'cli-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const hostile = '\u001b]0;owned\u0007\u009b2J\u202e';

test.each([
  ['a command', [hostile], {}],
  ['an option', ['doctor', `--${hostile}`], {}],
  ['a configuration', ['doctor'], { TRAILWATCH_CONFIG: join(home, hostile) }],
])('%s whose name is an escape sequence is printed, not obeyed', (_, args, environment) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    env: { NODE_ENV: 'test', PATH: process.env.PATH, TRAILWATCH_HOME: home, ...environment },
    encoding: 'utf8',
  });
  expect(stdout + stderr).toContain('\\u001b]0;owned\\u0007\\u009b2J\\u202e');
  expect(stdout + stderr).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
  expect(status).toBe(2);
});

const far = 'postgresql://me:s3cret@db.example/trailwatch';
const kept = join(home, 'database');
writeFileSync(kept, `${far}\n`, { mode: 0o400 });

test.each([
  ['start', 'DATABASE_URL', { DATABASE_URL: far }],
  ['start', 'DATABASE_URL_FILE', { DATABASE_URL_FILE: kept }],
  ['key list', 'DATABASE_URL', { DATABASE_URL: far }],
  ['db migrate', 'DATABASE_WEB_URL', { DATABASE_URL: 'postgresql://localhost/trailwatch', DATABASE_WEB_URL: far }],
  ['worker', 'sslmode=require', { DATABASE_URL: `${far}?sslmode=require` }],
])('%s with %s: nothing goes to a database on another machine in the clear', (command, _, environment) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...command.split(' ')], {
    env: { NODE_ENV: 'test', PATH: process.env.PATH, TRAILWATCH_HOME: home, ...environment },
    encoding: 'utf8',
    cwd: home,
  });
  expect(stderr).toMatch(/names db\.example with.*\nadd sslmode=verify-full to it/);
  expect(stdout + stderr).not.toContain('s3cret');
  expect(status).toBe(2);
});
