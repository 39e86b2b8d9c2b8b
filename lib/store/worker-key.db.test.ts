import { expect, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { transaction } from './transaction.ts';
import { type NewWorkerEvent, saveWorkerEvents } from './worker-events.ts';
import { pseudonym, pseudonymKeys, rotatePseudonyms } from './worker-key.ts';

const db = await testDatabase();
const place = { account: '111122223333', region: 'eu-west-1' };
const at = new Date('2026-11-19T07:42:00Z');
const rotate = () => rotatePseudonyms(db, { now: at.getTime(), by: 'command line' });

let lines = 0;
const saw = (...people: string[]) =>
  transaction(db, async (client) => {
    const keys = await pseudonymKeys(client, at);
    const events = people.map((person): NewWorkerEvent => {
      lines += 1;
      const worker = pseudonym(keys, person);
      return { id: `e${lines}`, at, labelingJob: 'cats', workteam: 'team', worker, type: 'TasksSubmitted', acceptedAt: null };
    });
    await saveWorkerEvents(client, place, events);
  });
const stored = async (): Promise<string[]> =>
  (await db.pool.query<{ worker: string }>('select worker from worker_event order by length(id), id')).rows.map(
    (row) => row.worker,
  );

test('rotated, every pseudonym is another, each person stays one, and the older key alone names nobody', async () => {
  await saw('ann', 'ben', 'ann');
  const [ann, ben] = await stored();
  const old = await transaction(db, (client) => pseudonymKeys(client, at));
  expect(await rotate()).toBe(2);
  await saw('ann', 'cid');
  const after = await stored();
  expect([after[0], after[1]]).not.toEqual([ann, ben]);
  expect([after[2], after[3]]).toEqual([after[0], after[0]]);
  expect(new Set(after).size).toBe(3);
  expect(after).not.toContain(pseudonym(old, 'cid'));
  await rotate();
  await saw('ben');
  const last = await stored();
  expect(last[5]).toBe(last[1]);
  const { rows } = await db.pool.query(`select before, after from journal where action = 'key.rotate' order by seq`);
  expect(rows.map(({ after: text }) => JSON.parse(text))).toEqual([
    { version: 2, pseudonyms: 2 },
    { version: 3, pseudonyms: 3 },
  ]);
});

test('what a worker is storing meanwhile is changed with the rest', async () => {
  const keys = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const storing = transaction(db, async (client) => {
    const worker = pseudonym(await pseudonymKeys(client, at), 'ann');
    keys.resolve();
    await go.promise;
    await saveWorkerEvents(client, place, [
      { id: 'e900', at, labelingJob: 'cats', workteam: 'team', worker, type: 'TasksSubmitted', acceptedAt: null },
    ]);
  });
  await keys.promise;
  const rotating = rotate();
  await new Promise((resolve) => setTimeout(resolve, 100));
  go.resolve();
  await Promise.all([storing, rotating]);
  const all = await stored();
  expect(all.at(-1)).toBe(all[0]);
});

test('a key that an earlier version stored as plain text is the first', async () => {
  await db.pool.query(`update cursor set value = '"a-single-key"' where key = 'pseudonym-key'`);
  expect(await transaction(db, (client) => pseudonymKeys(client, at))).toEqual(['a-single-key']);
});
