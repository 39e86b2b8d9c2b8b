import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { journal } from '#lib/store/journal.ts';
import { testDatabase } from '#lib/testing/database.ts';

const db = await testDatabase();
const home = mkdtempSync(join(tmpdir(), 'cli journal '));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const run = (...args: string[]) => {
  const { stdout, status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    env: { NODE_ENV: 'test', PATH: process.env.PATH, TRAILWATCH_HOME: home, DATABASE_URL: db.url },
    encoding: 'utf8',
  });
  return { stdout, status, stderr };
};

test('an empty journal, an intact one and one that was tampered with, in words and as JSON', async () => {
  expect(run('audit', 'verify', '--journal')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('The journal is empty.'),
  });
  expect(run('journal', 'checkpoint').stdout).toContain('nothing to sign');
  for (let n = 0; n < 3; n++) {
    await journal(db, { at: Date.now(), actor: { kind: 'person', id: 'p1', name: 'Ada' }, action: 'session.sign-in' });
  }
  expect(run('audit', 'verify', '--journal').stdout).toContain('No checkpoint in');
  expect(run('journal', 'checkpoint', '--json')).toMatchObject({ status: 0, stdout: expect.stringContaining('"seq": 3') });
  const intact = run('audit', 'verify', '--journal');
  expect(intact).toMatchObject({ status: 0, stderr: '' });
  expect(intact.stdout).toMatch(
    /4 rows, the last is row 4 of .*\n1 signed checkpoint agrees, up to row 3\.\n1 row came after.*\nIntact\.\n$/,
  );
  await db.pool.query(`set session_replication_role = replica; update journal set actor_name = 'Eve' where seq = 2;
    set session_replication_role = origin`);
  const broken = run('audit', 'verify', '--journal', '--json');
  expect(broken).toMatchObject({ status: 1, stderr: '' });
  expect(JSON.parse(broken.stdout)).toMatchObject({
    intact: false,
    count: 4,
    coveredTo: 3,
    findings: [{ kind: 'row-changed', from: 2, to: 2, sentence: expect.stringMatching(/^Row 2: changed after writing/) }],
  });
});

test.each([
  [['audit', 'verify']],
  [['audit', 'verify', '--journal', 'x']],
  [['audit', 'verify', '--journal', '--checkpoints', '/nowhere']],
  [['audit', 'verify', '--journal', '--key', import.meta.filename]],
  [['journal', 'unknown']],
])('%j is wrong usage', (args) => {
  expect(run(...args)).toMatchObject({ status: 2 });
});
