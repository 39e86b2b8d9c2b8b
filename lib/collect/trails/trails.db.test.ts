import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { externalId, logArchive, readerRole } from '#demo/accounts.ts';
import { fleet } from '#demo/scenario/fleet/part.ts';
import { floor } from '#demo/scenario/floor/part.ts';
import { blockMs, eventsOfBlock } from '#demo/services/cloudtrail/delivery.ts';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { openBlock } from '#lib/audit/blocks.ts';
import { saveAuditEvents } from '#lib/store/audit.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import type { RunReport } from '../context.ts';
import { recordRun } from '../run.ts';
import { collectingWith } from '../testing/collecting.ts';
import { examineBucket } from './examine-bucket.ts';
import { keepFolders } from './folders.ts';
import { sourcePlaces, sourcesAt } from './sources.ts';
import { trails } from './trails.ts';
import { verifySource } from './verify.ts';

const db = await testDatabase('worker');
let now = Date.parse('2026-11-19T03:02:10Z');
const clock = { now: () => now, speed: 0 };
let account: TestAccount;
let collecting: ReturnType<typeof collectingWith>;

const source = {
  ...{ bucket: logArchive.bucket, region: logArchive.region, externalId: logArchive.externalId },
  role: `arn:aws:iam::${logArchive.account}:role/${logArchive.role}`,
};
const configText = stringify({
  accounts: [
    {
      ...{ id: '444455556666', name: 'research', regions: ['eu-west-1'], externalId },
      role: `arn:aws:iam::444455556666:role/${readerRole}`,
    },
  ],
  audit: { history: '1d', sources: [source, { ...source, prefix: 'research' }] },
});

async function pass(): Promise<RunReport> {
  const [bucket] = sourcePlaces(collecting);
  const [report] = (bucket && (await trails.collect(bucket))) || [];
  if (!report) throw new Error('no run');
  return report;
}
const rowsOf = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> =>
  (await db.pool.query<Row>(sql, values)).rows;

beforeAll(async () => {
  const options = { seed: 'trails', scale: { endpoints: 4 } };
  account = await startAccount({ seed: 'trails', endpoints: 4, clock, parts: [fleet(options), floor(options)] });
  collecting = collectingWith({ configText, environment: account.environment, db, clock });
}, 60_000);
afterAll(async () => {
  collecting.close();
  await account.close();
});

/** Events that happened in the account by then, so early that each was delivered. */
function happened(place: { account: string; region: string }, from: number, to: number): string[] {
  const blocks = Array.from(
    { length: Math.ceil(to / blockMs) - Math.floor(from / blockMs) },
    (_, i) => Math.floor(from / blockMs) + i,
  );
  return blocks
    .flatMap((block) => eventsOfBlock(account.scenario, place, block))
    .filter(({ eventTime }) => Date.parse(eventTime) >= from && Date.parse(eventTime) < to)
    .map(({ eventID }) => eventID)
    .toSorted();
}

const place = { account: '444455556666', region: 'eu-west-1' };
const storedOf = async (from: number, to: number): Promise<string[]> =>
  (
    await rowsOf<{ event_id: string }>(
      'select event_id from audit_event where account = $1 and region = $2 and at >= $3 and at < $4 order by event_id collate "C"',
      [place.account, place.region, new Date(from), new Date(to)],
    )
  ).map(({ event_id }) => event_id);

test('a bucket of an organization’s trail and of an account’s own is read whole, each event once, and keeps the bytes that were delivered', async () => {
  const before = now - 15 * minuteMs;
  // Event history told of one of them before, in other words.
  const [early = ''] = happened(place, now - 3 * hourMs, before);
  const record = eventsOfBlock(account.scenario, place, Math.floor((now - 3 * hourMs) / blockMs))
    .concat(eventsOfBlock(account.scenario, place, Math.floor(now / blockMs)))
    .find(({ eventID }) => eventID === early);
  await saveAuditEvents(db, [{ raw: JSON.stringify(record, null, 1), source: 'event-history' }], new Date(now));

  const report = await pass();
  expect(report.failures).toEqual([]);
  const from = Math.floor(now / dayMs) * dayMs - dayMs;
  expect(await storedOf(from, before)).toEqual(happened(place, from, before));
  expect(happened(place, from, before).length).toBeGreaterThan(50);

  const [kept] = await rowsOf<{ data: Buffer; position: number; source: string; key: string; sha256: Buffer; prefix: string }>(
    `select e.data, e.position, v.source, f.key, f.sha256, s.prefix from audit_event v join audit_record e using (at, key, account) join audit_file f on f.id = v.file join audit_source s on s.id = f.source
     where v.event_id = $1`,
    [early],
  );
  const s3 = new S3Client(account.client(logArchive.account));
  const object = await s3.send(new GetObjectCommand({ Bucket: logArchive.bucket, Key: kept?.key ?? '' }));
  const content = gunzipSync((await object.Body?.transformToByteArray()) ?? new Uint8Array());
  expect(kept?.source).toBe('trail');
  expect(content.includes(kept ? openBlock(kept.data)(kept.position, early) : '?')).toBe(true);
  // Both trails delivered what happened in this account.
  expect(report.counts.unchanged).toBeGreaterThan(50);
}, 60_000);

test('what has come since is read by the next pass, and what was read is not read again', async () => {
  now += 30 * minuteMs;
  const report = await pass();
  const files = await rowsOf<{ n: number }>('select count(*)::int as n from audit_file where tried_at = $1', [new Date(now)]);
  expect(report.failures).toEqual([]);
  expect(report.counts.read).toBe(files[0]?.n);
  const from = now - 2 * hourMs;
  expect(await storedOf(from, now - 15 * minuteMs)).toEqual(happened(place, from, now - 15 * minuteMs));
  expect((await pass()).counts.read ?? 0).toBe(0);
}, 60_000);

type Hour = { chain: string; hour: Date; state: string; digests: number; logs: number };
const hoursOf = (): Promise<Hour[]> =>
  rowsOf<Hour>(`select chain, hour, state, digests, logs from trail_hour where account = $1 and region = $2 order by hour`, [
    place.account,
    place.region,
  ]);

test('digests prove each hour, and the newest are not yet due', async () => {
  const states = (await hoursOf()).map(({ state }) => state);
  expect(new Set(states)).toEqual(new Set(['verified', 'not-yet-due']));
  expect(states.filter((state) => state === 'verified').length).toBeGreaterThan(20);
  expect(await rowsOf('select sentence from trail_finding where account = $1', [place.account])).toEqual([]);
  const proved = await rowsOf<{ n: number }>(
    `select count(*)::int as n from audit_file where verdict = 'verified' and account = $1 and region = $2`,
    [place.account, place.region],
  );
  expect(proved[0]?.n).toBeGreaterThan(20);
}, 60_000);

test('a KMS key that may not be used is told as that, and what it kept back is read once it may be', async () => {
  now += 30 * minuteMs;
  await account.turn('deny', `${logArchive.account}:kms:Decrypt`);
  const refused = await pass();
  expect(refused.failures.map(({ code, word }) => [code, word])).toContainEqual(['KmsDecryptDenied', 'denied']);
  const states = await rowsOf<{ state: string }>('select distinct state from audit_file where tried_at = $1', [new Date(now)]);
  expect(states).toEqual([{ state: 'denied' }]);
  await account.turn('deny', '');
  now += 31 * minuteMs;
  expect((await pass()).failures).toEqual([]);
  expect(await rowsOf(`select sentence from trail_finding where account = $1`, [place.account])).toEqual([]);
  expect(await rowsOf(`select key from audit_file where state = 'denied'`)).toEqual([]);
  const from = now - 3 * hourMs;
  expect(await storedOf(from, now - 15 * minuteMs)).toEqual(happened(place, from, now - 15 * minuteMs));
}, 60_000);

test('bytes after the end of a file are told, and its events are kept', async () => {
  now += 30 * minuteMs;
  await account.turn('trail', 'appended=AWSLogs/*444455556666_CloudTrail_eu-west-1_*');
  await pass();
  const damaged = await rowsOf<{ reason: string; records: number }>(
    `select reason, records from audit_file where state = 'damaged'`,
  );
  expect(damaged.length).toBeGreaterThan(0);
  expect(new Set(damaged.map(({ reason }) => reason))).toEqual(new Set(['Bytes follow after the end of the gzip file.']));
  expect(damaged.every(({ records }) => records > 0)).toBe(true);
  await account.turn('trail', '');
}, 60_000);

test('an account is told of its own trail and of its organization’s, what they log, and that they do', async () => {
  const report = (await trails.collect(collecting.place))?.[0];
  expect(report?.failures).toEqual([]);
  const told = await rowsOf<{ account: string; name: string; is_logging: boolean; is_validated: boolean; selectors: object }>(
    'select account, name, is_logging, is_validated, selectors from trail order by name',
  );
  expect(told).toMatchObject([
    { name: 'organization-trail', is_logging: true, is_validated: true, selectors: expect.any(Object) },
    { account: place.account, name: 'research-audit', is_logging: true, is_validated: false },
  ]);
  // Their bucket is named by the configuration, and read by its role alone.
  expect(report?.counts.written).toBeUndefined();
});

test('a log file that was altered, one that was deleted, and a digest that was are told with their hour', async () => {
  now += 4 * hourMs;
  const altered = 'altered=AWSLogs/*444455556666_CloudTrail_eu-west-1_20261119T05*';
  const gone = 'deleted=AWSLogs/*444455556666_CloudTrail-Digest_eu-west-1_*20261119T06*';
  await account.turn('trail', `${altered},${gone}`);
  await pass();
  const findings = await rowsOf<{ kind: string; key: string }>(
    'select kind, key from trail_finding where account = $1 and region = $2 and found_at = $3',
    [place.account, place.region, new Date(now)],
  );
  expect([...new Set(findings.map(({ kind }) => kind))].toSorted()).toEqual(['altered', 'missing', 'unproved']);
  expect(findings.filter(({ kind }) => kind === 'altered').every(({ key }) => key.includes('_20261119T05'))).toBe(true);
  const states = new Set((await hoursOf()).map(({ state }) => state));
  expect(states).toContain('altered');
  expect(states).toContain('missing');
  await account.turn('trail', '');
}, 60_000);

test('doctor says which of the three permissions a bucket lacks', async () => {
  const look = async (): Promise<unknown[]> => {
    const { results } = await examineBucket(collecting.aws, { ...source, prefix: '' });
    return results.map(({ action, word }) => [action, word]);
  };
  expect(await look()).toEqual([
    ['s3:ListBucket', 'allowed'],
    ['s3:GetObject', 'allowed'],
  ]);
  await account.turn('deny', `${logArchive.account}:kms:Decrypt`);
  expect(await look()).toEqual([
    ['s3:ListBucket', 'allowed'],
    ['kms:Decrypt', 'denied'],
  ]);
  await account.turn('deny', `${logArchive.account}:s3:ListBucket`);
  expect(await look()).toEqual([['s3:ListBucket', 'denied']]);
  await account.turn('deny', '');
});

test('a file that no list has shown is read because a digest names it', async () => {
  now += 31 * minuteMs;
  const [bucket] = sourcePlaces(collecting);
  if (!bucket) throw new Error('no bucket');
  const [lost] = await rowsOf<{ id: number; key: string }>(
    `select id, key from audit_file where verdict = 'verified' and account = $1 and region = $2 order by delivered_at desc limit 1`,
    [place.account, place.region],
  );
  await db.pool.query('delete from event where file = $1', [lost?.id]);
  await db.pool.query('delete from audit_file where id = $1', [lost?.id]);
  const report = await recordRun(bucket, { collector: 'trails', purpose: 'live' }, async (run) => {
    const [first] = await sourcesAt(run, bucket);
    if (!first) throw new Error('no source');
    const aws = collecting.aws.region(first.reader, bucket.region, run.aws.tally);
    const { places } = await keepFolders(run, aws, first.source);
    await verifySource(run, bucket, { reading: { aws, source: first.source }, places });
  });
  expect(report.failures).toEqual([]);
  const [again] = await rowsOf<{ state: string; events: number }>(
    `select f.state, (select count(*)::int from audit_event e where e.file = f.id) as events from audit_file f where f.key = $1`,
    [lost?.key],
  );
  expect(again).toMatchObject({ state: 'read', events: expect.any(Number) });
  expect(again?.events).toBeGreaterThan(0);
}, 60_000);
