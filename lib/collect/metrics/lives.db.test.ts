import { expect, test } from 'vitest';
import { transaction } from '#lib/store/transaction.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { minuteMs } from '#lib/time.ts';
import { openLives } from './lives.ts';

const db = await testDatabase('worker');
const place = { account: '444455556666', region: 'us-east-1' };
const end = Date.parse('2026-11-18T22:00:00Z');
const run = { db, place, clock: { now: () => end, speed: 0 } };
const job = { kind: 'training_job', name: 'short', createdAt: end - 3 * minuteMs, endedAt: end, deletedAt: null } as const;

/** What is known of an owner after a run that saved it with lists complete until `completeAt`. */
async function after(owner: { [Key in keyof typeof job]: (typeof job)[Key] | number | null }, completeAt: number) {
  const own = owner as typeof job;
  const before = await openLives(run);
  await transaction(db, (client) => before.save(client, [own], completeAt));
  const lives = await openLives(run);
  return { isPlanned: lives.isPlanned(own), isWhole: lives.isWhole(own) };
}

test('a life is whole once ListMetrics has had the time to show all of it, and another life begins anew', async () => {
  expect(await after({ ...job, endedAt: null }, end)).toEqual({ isPlanned: false, isWhole: false });
  expect(await after(job, end + 14 * minuteMs)).toEqual({ isPlanned: true, isWhole: false });
  expect(await after(job, 0)).toEqual({ isPlanned: true, isWhole: false });
  expect(await after(job, end + 15 * minuteMs)).toEqual({ isPlanned: true, isWhole: true });
  expect(await after(job, 0)).toEqual({ isPlanned: true, isWhole: true });
  const reborn = { ...job, createdAt: end + minuteMs, endedAt: end + 2 * minuteMs };
  expect(await after(reborn, end + 15 * minuteMs)).toEqual({ isPlanned: true, isWhole: false });
});
