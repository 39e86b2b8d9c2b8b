import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type ParsedEvent, parseRecord } from '#lib/audit/record.ts';
import { parseTrailKey } from '#lib/audit/trail/keys.ts';
import { hasRealRecords, recordsOf as realRecordsOf } from '#lib/testing/real-records.ts';
import { spanOf } from './audit-load.ts';
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

/** Of so many events, how many are the first to say what they act on, where they come from, and in which session. */
function variety(events: readonly ParsedEvent[]): Record<'objects' | 'origins' | 'sessions', number> {
  const share = (of: readonly unknown[]): number => new Set(of.map((one) => JSON.stringify(one))).size / of.length;
  return {
    objects: share(events.flatMap(({ targets }) => (targets.length > 0 ? [targets] : []))),
    origins: share(events.map((one) => [one.sourceIp, one.userAgent, one.vpcEndpoint, one.tlsVersion])),
    sessions: share(events.map((one) => [one.accessKeyId, one.sourceIdentity, one.beganAt])),
  };
}

const eventsOf = (raws: readonly string[]): ParsedEvent[] =>
  raws.flatMap((raw) => {
    const parsed = parseRecord(raw, '111122223333');
    return parsed.ok ? [parsed.event] : [];
  });

test.skipIf(!hasRealRecords())('what they say differs no less than in as many genuine records, of one account, too', () => {
  const genuine = eventsOf(realRecordsOf('invictus-ir_aws_dataset'));
  const all = [...recordsOf('test', 16_000, spanOf(16_000))];
  const [own = []] = [...Map.groupBy(all, ({ account }) => account).values()].toSorted((a, b) => b.length - a.length);
  const made = eventsOf(own.slice(0, genuine.length).map(({ raw }) => raw));
  expect(made).toHaveLength(genuine.length);
  const [theirs, ours] = [variety(genuine), variety(made)];
  for (const of of ['objects', 'origins', 'sessions'] as const) expect(ours[of]).toBeGreaterThan(theirs[of]);
});

test('the same words give the same records and files', () => {
  expect([...recordsOf('test', count)]).toEqual(records);
  expect([...filesOf(records, { seed: 'test' })].map(({ key }) => key)).toEqual(files.map(({ key }) => key));
  expect([...recordsOf('other', 1)]).not.toEqual(records.slice(0, 1));
});
