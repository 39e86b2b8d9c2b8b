import { beforeEach, expect, test } from 'vitest';
import { testDatabase } from '#lib/testing/database.ts';
import { minuteMs } from '#lib/time.ts';
import { saveAccounts, saveClosedRegion, saveStanding } from './accounts.ts';
import { endFill, findFill, listOpenPlaces, saveNeed, savePlaceState, startFill, tellUnreached } from './history-fills.ts';
import { transaction } from './transaction.ts';

const db = await testDatabase('worker');
const now = Date.parse('2026-11-19T07:42:00Z');
const at = (minutes: number): Date => new Date(now + minutes * minuteMs);
const staying = { account: '111122223333', region: 'eu-west-1' };
const other = { account: '444455556666', region: 'us-east-1' };

const need = (place: typeof staying, calls: number, minute: number) => {
  const cost = { series: 1, calls, minimumCalls: calls, billed: { metric: calls, statistic: calls }, points: 10, oldestAt: null };
  return saveNeed(db, place, { cost: { ...cost, usd: { metric: 0, statistic: 0 } }, seconds: 1, lastSeries: 9, at: at(minute) });
};
const approve = (minute: number) => transaction(db, (client) => startFill(client, { by: 'Ada', at: at(minute) }));
const stop = (minute: number) => endFill(db.pool, { state: 'stopped', reason: null, at: at(minute) });
const name = (accounts: readonly string[]) =>
  saveAccounts(db, 'config', { accounts: accounts.map((id) => ({ id, name: id, state: 'ACTIVE' })), at: at(0) });

const refusal = { code: 'AccessDenied', message: 'no', since: now, refusals: 3, tryAt: now };
const standing = { account: other.account, provedAt: null, expiresAt: null, skewMs: null };
const lost: Record<string, () => Promise<unknown>> = {
  'whose account has left': () => name([staying.account]),
  'whose Region is off': () =>
    saveClosedRegion(db, { ...other, word: 'denied', code: 'RegionOff', message: 'off' }, { at: at(0), againAt: at(60) }),
  'whose role is refused': () => saveStanding(db, { ...standing, refusal }, at(0)),
};

beforeEach(async () => {
  for (const table of ['history_place', 'history_fill', 'history_need', 'account', 'account_region', 'account_standing']) {
    await db.pool.query(`delete from ${table}`);
  }
  await name([staying.account, other.account]);
  await need(staying, 3, 0);
  await need(other, 5, 0);
});

test('nothing is approved on what was reckoned before the last filling ended', async () => {
  await approve(1);
  await stop(2);
  await need(staying, 2, 3);
  await expect(approve(4)).rejects.toThrow('is being reckoned');
});

test.each(Object.entries(lost))('a place %s keeps nobody from filling the rest, at the price of the rest', async (_, lose) => {
  await approve(1);
  await stop(2);
  await lose();
  await need(staying, 2, 3);
  expect(await approve(4)).toMatchObject({ calls: 2 });
  expect(await listOpenPlaces(db)).toEqual([staying]);
});

test('a filling says of a place that is not collected any more why it waits, and ends without one whose account is gone', async () => {
  const { id } = await approve(1);
  await lost['whose role is refused']?.();
  await tellUnreached(db, at(2));
  expect(await findFill(db, id)).toMatchObject({ state: 'running', waits: 'the role of its account is refused' });
  expect(await listOpenPlaces(db)).toEqual([staying, other]);
  await lost['whose account has left']?.();
  await tellUnreached(db, at(3));
  expect(await listOpenPlaces(db)).toEqual([staying]);
  await savePlaceState(db, id, { ...staying, state: 'finished', reason: null, at: at(4) });
  expect(await findFill(db, id)).toMatchObject({ state: 'failed', reason: expect.stringContaining('its account has left') });
});
