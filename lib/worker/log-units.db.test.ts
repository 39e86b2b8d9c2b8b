import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { externalId, logArchive, readerRole } from '#demo/accounts.ts';
import { floor } from '#demo/scenario/floor/part.ts';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { dayFolder } from '#lib/audit/trail/keys.ts';
import type { LogUnit, PlaceContext, RunReport } from '#lib/collect/context.ts';
import { recordRun } from '#lib/collect/run.ts';
import { collectingWith } from '#lib/collect/testing/collecting.ts';
import { fileOf } from '#lib/collect/trails/listed-file.ts';
import { shareFiles } from '#lib/collect/trails/log-units.ts';
import { sourcePlaces, sourcesAt } from '#lib/collect/trails/sources.ts';
import { trails } from '#lib/collect/trails/trails.ts';
import type { ListedFile } from '#lib/store/audit-files.ts';
import { startRun } from '#lib/store/runs.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { dayMs, fixedClock } from '#lib/time.ts';
import { createTaking } from './taking.ts';
import { openQueuePair } from './testing/queue-pair.ts';
import { shareThrough } from './units.ts';

const clock = fixedClock(Date.parse('2026-11-19T03:02:10Z'));
const { pool, prisma, workerUrl } = await testDatabase();
const configText = stringify({
  accounts: [
    {
      ...{ id: '444455556666', name: 'research', regions: ['eu-west-1'], externalId },
      role: `arn:aws:iam::444455556666:role/${readerRole}`,
    },
  ],
  audit: {
    history: '1d',
    sources: [
      {
        ...{ bucket: logArchive.bucket, region: logArchive.region, externalId: logArchive.externalId },
        role: `arn:aws:iam::${logArchive.account}:role/${logArchive.role}`,
      },
    ],
  },
});
let account: TestAccount;
let collecting: ReturnType<typeof collectingWith>;
const { planner, other, close } = await openQueuePair(workerUrl);
let place: PlaceContext;

beforeAll(async () => {
  account = await startAccount({
    seed: 'logs',
    endpoints: 4,
    clock,
    parts: [floor({ seed: 'logs', scale: { endpoints: 4 } })],
  });
  collecting = collectingWith({ configText, environment: account.environment, db: { pool, prisma }, clock });
  place = sourcePlaces(collecting)[0] as PlaceContext;
}, 60_000);
afterAll(async () => {
  collecting.close();
  await close();
  await account.close();
});

const work = { run: async () => {}, runPast: async () => {}, placeOf: async () => place };
const countOf = async (sql: string): Promise<number> => (await pool.query<{ n: number }>(sql)).rows[0]?.n ?? 0;

/** Log files of yesterday and today in the folders that were found, by the bucket's own lists. */
async function listFiles(): Promise<ListedFile[]> {
  const s3 = new S3Client(account.client(logArchive.account));
  const { rows } = await pool.query<{ folder: string }>('select folder from audit_folder');
  const prefixes = rows.flatMap(({ folder }) => [0, dayMs].map((ago) => `${folder}${dayFolder(clock.now() - ago)}/`));
  const pages = await Promise.all(
    prefixes.map((Prefix) => s3.send(new ListObjectsV2Command({ Bucket: logArchive.bucket, Prefix }))),
  );
  expect(pages.some(({ IsTruncated }) => IsTruncated)).toBe(false);
  return pages.flatMap(({ Contents = [] }) => Contents.flatMap(({ Key }) => fileOf(Key) ?? []));
}

/** A run in which some files are shared with a worker. */
async function share(files: readonly ListedFile[], worker: typeof work): Promise<{ tried: number; report: RunReport }> {
  const units = shareThrough(planner, collecting.db);
  const taking = createTaking(collecting, other, worker);
  await taking.follow(true);
  let tried = 0;
  const report = await recordRun({ ...place, units }, { collector: 'trails', purpose: 'live' }, async (run) => {
    const [own] = await sourcesAt(run, place);
    tried = own ? await shareFiles({ ...run, units }, { source: own.source, files }) : -1;
  });
  await taking.follow(false);
  return { tried, report };
}

/** A pass over the bucket, whose units these workers take. */
async function passWith(workers: readonly (readonly [PgBoss, PlaceContext])[]): Promise<RunReport> {
  const sharing = { ...collecting, units: shareThrough(planner, collecting.db) };
  const taking = workers.map(([boss, at]) => createTaking(sharing, boss, { ...work, placeOf: async () => at }));
  for (const one of taking) await one.follow(true);
  const [report] = (await trails.collect({ ...place, units: sharing.units })) ?? [];
  for (const one of taking) await one.follow(false);
  if (!report) throw new Error('no run');
  return report;
}

const files = () => countOf(`select count(*)::int as n from audit_file where state = 'read'`);

test('a backlog of log files is one run of two workers: each file once, whole, and metered once', {
  timeout: 120_000,
}, async () => {
  const [filesBefore, eventsBefore] = [await files(), await countOf('select count(*)::int as n from event')];
  const meter = `select coalesce(sum(price_usd), 0)::float8 as n from call_meter`;
  const metered = await countOf(meter);
  const report = await passWith([
    [planner, place],
    [other, place],
  ]);
  expect(report).toMatchObject({ status: 'ok', failures: [] });
  expect(report.counts.units).toBeGreaterThan(3);
  expect(await files()).toBe((await listFiles()).length);
  expect(report.counts.read).toBe((await files()) - filesBefore);
  expect(report.counts.written).toBe((await countOf('select count(*)::int as n from event')) - eventsBefore);
  expect(await countOf('select sum(records - quarantined)::int as n from audit_file')).toBeGreaterThanOrEqual(
    report.counts.written ?? 0,
  );
  expect(report.priceUsd).toBeCloseTo((await countOf(meter)) - metered, 9);
});

test('what a worker that is asked to stop did not try is not taken for read', { timeout: 60_000 }, async () => {
  await pool.query('delete from audit_file');
  const some = (await listFiles()).slice(0, 60);
  const { tried, report } = await share(some, { ...work, placeOf: async () => ({ ...place, signal: AbortSignal.abort() }) });
  expect(some).toHaveLength(60);
  expect({ tried, files: await files(), failures: report.failures }).toEqual({ tried: 0, files: 0, failures: [] });
});

test('what no worker brings to an end is told on the run', { timeout: 60_000 }, async () => {
  const [one] = await listFiles();
  const broken = async (): Promise<PlaceContext> => Promise.reject(new Error('this worker is broken'));
  const { tried, report } = await share(one ? [one] : [], { ...work, placeOf: broken });
  expect({ tried, status: report.status }).toEqual({ tried: 0, status: 'failed' });
  expect(report.failures).toMatchObject([{ operation: 'GetObject', code: 'NotTaken', word: 'late', subject: one?.key }]);
});

test('files of a bucket that is read from elsewhere by now are left to whoever reads it, and told as left', {
  timeout: 60_000,
}, async () => {
  const run = await startRun(collecting.db, {
    ...{ account: place.account.id, region: place.region, collector: 'trails', purpose: 'live', window: null },
    ...{ startedAt: new Date(clock.now()), worker: null },
  });
  const unit: LogUnit = {
    ...{ run, key: 'one', account: place.account.id, region: place.region, source: 4711 },
    logFiles: [
      'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/19/111122223333_CloudTrail_eu-west-1_20261119T0000Z_abcdefgh.json.gz',
    ],
  };
  const taking = createTaking(collecting, other, work);
  await taking.follow(true);
  const [report] = await shareThrough(planner, collecting.db).share([unit], collecting.signal);
  await taking.follow(false);
  expect(report).toMatchObject({ left: 1, counts: {}, failures: [] });
});
