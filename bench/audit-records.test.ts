import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { parseRecord } from '#lib/audit/record.ts';
import { parseTrailKey } from '#lib/audit/trail/keys.ts';
import { filesOf } from './audit-log-files.ts';
import { month, recordsOf } from './audit-records.ts';

const count = 8000;
const records = [...recordsOf('test', count)];
const files = [...filesOf(records, { seed: 'test' })];
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const within = (value: number, least: number, most: number): void => {
  expect(value).toBeGreaterThanOrEqual(least);
  expect(value).toBeLessThanOrEqual(most);
};
const share = (holds: (record: { errorCode?: string }) => boolean): number =>
  records.filter(({ raw }) => holds(JSON.parse(raw))).length / count;

test('each is a record as the product reads it, said of its own place, time and id', () => {
  for (const { raw, account, region, at, eventId } of records) {
    expect(parseRecord(raw)).toMatchObject({ ok: true, event: { account, region, eventId, at: new Date(at) } });
  }
});

test('ids are their own, times lie in the month, and callers, accounts and calls are many', () => {
  expect(new Set(records.map(({ eventId }) => eventId)).size).toBe(count);
  expect(records.every(({ at }) => at >= month.from && at < month.to)).toBe(true);
  const events = records.map(({ raw }) => JSON.parse(raw));
  expect(new Set(events.map(({ userIdentity }) => userIdentity.arn)).size).toBeGreaterThan(1500);
  expect(new Set(events.map(({ eventName }) => eventName)).size).toBeGreaterThan(55);
  expect(new Set(records.map(({ account }) => account)).size).toBe(20);
  expect(new Set(records.map(({ region }) => region)).size).toBe(8);
});

test('sizes, errors and what gzip makes of them are those of real files', () => {
  within(sum(records.map(({ raw }) => raw.length)) / count, 1300, 1600);
  within(
    share(({ errorCode }) => errorCode !== undefined),
    0.02,
    0.03,
  );
  within(sum(files.map((file) => file.unpackedBytes)) / sum(files.map(({ bytes }) => bytes.length)), 5, 7);
});

test('files hold every record once, under keys of a trail', () => {
  const held = files.flatMap(({ bytes }) => JSON.parse(gunzipSync(bytes).toString()).Records as { eventID: string }[]);
  expect(held.map(({ eventID }) => eventID).toSorted()).toEqual(records.map(({ eventId }) => eventId).toSorted());
  for (const { key, account, region, deliveredAt } of files) {
    expect(parseTrailKey(key)).toMatchObject({
      kind: 'log',
      account,
      region,
      deliveredAt: Math.floor(deliveredAt / 60_000) * 60_000,
    });
  }
  expect(Math.max(...files.map((file) => file.records))).toBeLessThanOrEqual(2000);
});

test('the same words give the same records and files', () => {
  expect([...recordsOf('test', count)]).toEqual(records);
  expect([...filesOf(records, { seed: 'test' })].map(({ key }) => key)).toEqual(files.map(({ key }) => key));
  expect([...recordsOf('other', 1)]).not.toEqual(records.slice(0, 1));
});
