import { beforeEach, expect, test } from 'vitest';
import { parseConfig } from '#lib/config.ts';
import { logFor } from '#lib/log.ts';
import { saveAuditEvents } from '#lib/store/audit.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { dayMs, fixedClock } from '#lib/time.ts';
import { keepAuditDays } from './retention.ts';

const db = await testDatabase('worker');
const now = Date.parse('2026-11-19T07:42:00Z');
const log = logFor('test');
const daysAgo = (days: number): Date => new Date(now - days * dayMs);
type Made = { id: string; at: Date; receivedAt: Date; who?: string; source?: 'import' | 'event-history' };
const record = ({ id, at, who = 'ada' }: Made): string =>
  JSON.stringify({
    eventID: id,
    eventTime: `${at.toISOString().slice(0, 19)}Z`,
    eventSource: 'sagemaker.amazonaws.com',
    eventName: 'UpdateEndpoint',
    awsRegion: 'eu-west-1',
    recipientAccountId: '111122223333',
    userIdentity: { type: 'IAMUser', userName: who },
    requestParameters: { endpointName: 'ranker' },
  });
const save = async (made: Made): Promise<void> => {
  await saveAuditEvents(db, [{ raw: record(made), source: made.source ?? 'event-history' }], made.receivedAt);
};
const keep = (at = now, more: { text?: string; batch?: number; signal?: AbortSignal } = {}) =>
  keepAuditDays({
    db,
    log,
    clock: fixedClock(at),
    config: parseConfig(more.text ?? '', 'x'),
    signal: more.signal ?? new AbortController().signal,
    pauseMs: 1,
    batch: more.batch ?? 3,
  });
const ids = async (): Promise<string[]> => {
  const { rows } = await db.pool.query<{ id: string }>('select event_id as id from audit_event order by 1');
  return rows.map(({ id }) => id);
};
const count = async (table: string): Promise<number> =>
  Number((await db.pool.query<{ n: string }>(`select count(*) as n from ${table}`)).rows[0]?.n);
const told = async () => {
  const { rows } = await db.pool.query<{ after: string }>(`select after from journal where action = 'audit.expire' order by seq`);
  return rows.map(({ after }) => JSON.parse(after) as Record<string, unknown>);
};

beforeEach(async () => {
  await db.pool.query(`select drop_audit_months('2100-01-01')`);
  await db.pool.query('delete from quarantine; delete from cursor');
});

test('months past 400 days are dropped with their records and the words that nobody says any more, and the journal tells how much', async () => {
  for (let i = 0; i < 10; i++) await save({ id: `old-${i}`, at: daysAgo(420 + i), receivedAt: daysAgo(401), who: 'ben' });
  await save({ id: 'young', at: daysAgo(399), receivedAt: daysAgo(399) });
  await save({ id: 'of-the-month', at: daysAgo(401), receivedAt: daysAgo(401) });
  await saveAuditEvents(db, [{ raw: '{"old": ', source: 'import' }], daysAgo(401));
  await saveAuditEvents(db, [{ raw: '{"young": ', source: 'import' }], daysAgo(2));
  await keep();
  expect(await ids()).toEqual(['of-the-month', 'young']);
  expect(await count('audit_event_resource')).toBe(2);
  expect(await count('audit_block')).toBe(await count('audit_chunk'));
  expect(await count(`audit_actor where who = 'ben'`)).toBe(0);
  expect((await db.prisma.quarantine.findMany()).map(({ body }) => body)).toEqual(['{"young": ']);
  expect((await told()).at(-1)).toEqual({
    ...{ events: 10, words: 1, quarantined: 1, alerts: 0, silences: 0 },
    before: daysAgo(400).toISOString(),
    retentionDays: 400,
  });
});

test('a saver whose words went looks them up again', async () => {
  await save({ id: 'first', at: daysAgo(450), receivedAt: daysAgo(450), who: 'cleo' });
  await keep();
  await save({ id: 'second', at: daysAgo(1), receivedAt: daysAgo(1), who: 'cleo' });
  expect((await db.pool.query(`select who from audit_event`)).rows).toEqual([{ who: 'cleo' }]);
});

test('a file of years ago that was imported lately stays for as long again', async () => {
  await save({ id: 'archive', at: daysAgo(2000), receivedAt: daysAgo(1), source: 'import' });
  await save({ id: 'collected', at: daysAgo(500), receivedAt: daysAgo(499) });
  await keep();
  expect(await ids()).toEqual(['archive']);
  await keep(now + 398 * dayMs);
  expect(await ids()).toEqual(['archive']);
  await keep(now + 400 * dayMs);
  expect(await ids()).toEqual([]);
});

test('once a day, by the days that trailwatch.yaml names; nothing deleted is nothing told', async () => {
  const text = 'retention: { audit: 30d }';
  const before = (await told()).length;
  await keep(now, { text });
  await save({ id: 'late', at: daysAgo(61), receivedAt: daysAgo(61) });
  await keep(now + dayMs - 1, { text });
  expect(await ids()).toEqual(['late']);
  expect(await told()).toHaveLength(before);
  await keep(now + dayMs, { text });
  expect(await ids()).toEqual([]);
  expect((await told()).at(-1)).toMatchObject({ events: 1, retentionDays: 30 });
});

test('stopped before it began it goes on at the next start, and two at once delete each event once', async () => {
  for (let i = 0; i < 40; i++) await save({ id: `old-${i}`, at: daysAgo(480 - i), receivedAt: daysAgo(431) });
  const stopping = new AbortController();
  stopping.abort();
  await keep(now, { signal: stopping.signal });
  expect(await ids()).toHaveLength(40);
  const before = (await told()).length;
  await Promise.all([keep(), keep()]);
  expect(await ids()).toEqual([]);
  const events = (await told()).slice(before).map((row) => Number(row.events));
  expect(events.reduce((sum, one) => sum + one, 0)).toBe(40);
});
