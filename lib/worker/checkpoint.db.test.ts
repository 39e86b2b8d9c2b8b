import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { logFor } from '#lib/log.ts';
import { journal } from '#lib/store/journal.ts';
import { journalFiles } from '#lib/store/journal-key.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { dayMs, fixedClock } from '#lib/time.ts';
import { keepCheckpoints } from './checkpoint.ts';

const db = await testDatabase();
const at = Date.parse('2026-11-19T07:42:00Z');
const log = logFor('test');
const home = mkdtempSync(join(tmpdir(), 'worker home '));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const signedRows = async (): Promise<number> =>
  (await db.pool.query(`select from journal where action = 'journal.checkpoint'`)).rowCount ?? 0;

test('one a day, once there is something to sign; the key is its owner’s alone', async () => {
  process.env.TRAILWATCH_HOME = home;
  const keep = (now: number) => keepCheckpoints({ db, log, clock: fixedClock(now) });
  await keep(at);
  expect(await signedRows()).toBe(0);
  await journal(db, { at, actor: { kind: 'person', id: 'p1', name: 'Ada' }, action: 'session.sign-in' });
  await keep(at);
  await keep(at + dayMs - 1);
  expect(await signedRows()).toBe(1);
  await keep(at + dayMs);
  expect(await signedRows()).toBe(2);
  expect(statSync(journalFiles(home).key).mode & 0o777).toBe(0o600);
});

test('a home that cannot be written ends no worker', async () => {
  const file = join(home, 'a file');
  writeFileSync(file, '');
  process.env.TRAILWATCH_HOME = join(file, 'home');
  await keepCheckpoints({ db, log, clock: fixedClock(at + 3 * dayMs) });
  expect(await signedRows()).toBe(2);
});
