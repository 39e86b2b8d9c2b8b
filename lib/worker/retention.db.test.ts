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
const record = (id: string, at: Date): string =>
  JSON.stringify({
    eventID: id,
    eventTime: `${at.toISOString().slice(0, 19)}Z`,
    eventSource: 'sagemaker.amazonaws.com',
    eventName: 'UpdateEndpoint',
    awsRegion: 'eu-west-1',
    recipientAccountId: '111122223333',
    userIdentity: { type: 'IAMUser', userName: 'ada' },
    requestParameters: { endpointName: 'ranker' },
  });
type Made = { id: string; at: Date; receivedAt: Date; source?: 'import' | 'event-history' };
const save = async ({ id, at, receivedAt, source = 'event-history' }: Made): Promise<void> => {
  await saveAuditEvents(db, [{ raw: record(id, at), source }], receivedAt);
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
const ids = async (): Promise<string[]> =>
  (await db.prisma.auditEvent.findMany({ orderBy: { eventId: 'asc' } })).map(({ eventId }) => eventId);
const told = async () => {
  const { rows } = await db.pool.query<{ after: string }>(`select after from journal where action = 'audit.expire' order by seq`);
  return rows.map(({ after }) => JSON.parse(after) as Record<string, unknown>);
};

beforeEach(async () => {
  await db.pool.query('delete from audit_event; delete from audit_event_resource; delete from quarantine; delete from cursor');
});

test('events past 400 days are deleted with the resources they name, in batches, and the journal tells how many', async () => {
  for (let i = 0; i < 10; i++) await save({ id: `old-${i}`, at: daysAgo(401 + i), receivedAt: daysAgo(401) });
  await save({ id: 'young', at: daysAgo(399), receivedAt: daysAgo(399) });
  await save({ id: 'of-the-very-day', at: daysAgo(400), receivedAt: daysAgo(400) });
  await saveAuditEvents(db, [{ raw: '{"old": ', source: 'import' }], daysAgo(401));
  await saveAuditEvents(db, [{ raw: '{"young": ', source: 'import' }], daysAgo(2));
  await keep();
  expect(await ids()).toEqual(['of-the-very-day', 'young']);
  expect(await db.prisma.auditEventResource.findMany()).toHaveLength(2);
  expect((await db.prisma.quarantine.findMany()).map(({ body }) => body)).toEqual(['{"young": ']);
  expect((await told()).at(-1)).toEqual({
    events: 10,
    resources: 10,
    quarantined: 1,
    before: daysAgo(400).toISOString(),
    retentionDays: 400,
  });
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
  await save({ id: 'late', at: daysAgo(31), receivedAt: daysAgo(31) });
  await keep(now + dayMs - 1, { text });
  expect(await ids()).toEqual(['late']);
  expect(await told()).toHaveLength(before);
  await keep(now + dayMs, { text });
  expect(await ids()).toEqual([]);
  expect((await told()).at(-1)).toMatchObject({ events: 1, retentionDays: 30 });
});

test('stopped in the middle it goes on at the next start, and two at once delete each event once', async () => {
  for (let i = 0; i < 40; i++) await save({ id: `old-${i}`, at: daysAgo(450 - i), receivedAt: daysAgo(401) });
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
