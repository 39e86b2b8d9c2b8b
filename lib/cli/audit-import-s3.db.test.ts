import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { logArchive, readerKey } from '#demo/accounts.ts';
import { addedObjects, plainObject } from '#demo/services/s3/added-objects.ts';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { openAws } from '#lib/aws/session.ts';
import { createTally } from '#lib/aws/tally.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { fixedClock } from '#lib/time.ts';
import { type BucketContext, importObjects } from './audit-import-s3.ts';
import { makeZip } from './testing/make-zip.ts';

const db = await testDatabase();
const { bucket, region, account: id, role, externalId } = logArchive;
const now = Date.parse('2026-11-19T03:02:10Z');
const clock = fixedClock(now);
const reader = { id, role: `arn:aws:iam::${id}:role/${role}`, externalId };

const ownTemporary = mkdtempSync(join(tmpdir(), 'import s3 '));
let account: TestAccount;
let aws: ReturnType<typeof openAws>;
beforeAll(async () => {
  account = await startAccount({ seed: 'import', parts: [], clock });
  Object.assign(process.env, account.environment, { TMPDIR: ownTemporary });
  aws = openAws(clock, 1000);
});
afterEach(async () => {
  addedObjects(account.scenario).clear();
  await account.turn('deny', '');
});
afterAll(async () => {
  aws.close();
  rmSync(ownTemporary, { recursive: true });
  await account.close();
});

const put = (key: string, content: string | Buffer): void => {
  addedObjects(account.scenario).set(key, plainObject(key, Buffer.from(content), now));
};
const temporary = (): string[] => readdirSync(ownTemporary);

async function imported(prefix: string, rest: Partial<BucketContext> = {}) {
  const here = aws.region(reader, region, createTally());
  const context = { db, receivedAt: new Date(now), signal: new AbortController().signal, ...rest };
  const told = { show: () => undefined, onFault: () => undefined };
  const { listing, totals, read, faults } = await importObjects(here, { bucket, prefix }, { ...told, ...context });
  const problems = Object.fromEntries(faults.map(({ path, problem }) => [path.replace(`s3://${bucket}/`, ''), problem]));
  return { ...totals, read, problems, listing };
}

const record = (eventID: string, requestParameters = {}): string =>
  JSON.stringify({
    requestParameters,
    ...{ eventID, eventTime: '2026-11-19T03:00:12Z', eventSource: 'sagemaker.amazonaws.com', eventName: 'CreateModel' },
    ...{ awsRegion: 'eu-west-1', recipientAccountId: '111122223333' },
  });
const lake = (name: string): string => `case/${name}`;

test('whatever delivered files are packed as, each event is one, under keys of any letters', async () => {
  put(lake('AWSLogs/1_CloudTrail_a.json.gz'), gzipSync(`{"Records":[${record('a')},${record('b')}]}`));
  put(lake('array.json'), `[${record('b')},${record('c')}]`);
  put(lake('lines.jsonl'), `${record('d')}\n${record('e')}\n`);
  put(lake('bridge.json'), `{"version":"0","account":"111122223333","detail":${record('e')}}`);
  put(lake('sent.zip'), makeZip([{ name: 'x/one.json.gz', content: gzipSync(record('f')) }]));
  put(lake('long.json'), record('long', { note: 'y'.repeat(3 * 1024 ** 2) }));
  const odd = [
    'a b+c%20%2F.json',
    'schöne Grüße ☃ \u{1F600}.json',
    'new\nline.json',
    '../../up.json',
    '/lead.json',
    '&<">\'.json',
    '=cmd|.json',
  ];
  for (const [index, name] of odd.entries()) put(lake(name), record(`odd-${index}`));
  expect(await imported('case/')).toMatchObject({
    ...{ saved: 7 + odd.length, known: 2, quarantined: 0, read: 6 + odd.length, problems: {} },
    listing: { isWhole: true, failure: null, objects: 6 + odd.length },
  });
  expect(await imported('case/')).toMatchObject({ saved: 0, known: 9 + odd.length });
  expect(temporary()).toEqual([]);
});

test('keys that hold no events are passed over and counted, over as many pages as there are', async () => {
  for (let index = 0; index < 1001; index += 1) put(lake(`notes/${index}.txt`), 'x');
  put(lake('AWSLogs/1/CloudTrail-Digest/eu-west-1/d.json.gz'), 'x');
  put(lake('AWSLogs/1/'), '');
  put(lake('z.json'), record('z'));
  const { listing, ...rest } = await imported('case/');
  expect(rest).toMatchObject({ saved: 1, read: 1, problems: {} });
  expect([...listing.skipped]).toEqual([
    ['a folder: it holds no events', 1],
    ['a digest file: it holds no events', 1],
    [expect.stringMatching(/^not named as a CloudTrail file/), 1001],
  ]);
  // Named whole, it is read.
  expect(await imported('case/notes/1000.txt')).toMatchObject({ read: 1, quarantined: 1 });
});

test('what is denied, gone, changed, too large or damaged is told with its reason, and the rest is read', async () => {
  const objects = addedObjects(account.scenario);
  for (const name of ['a', 'changed', 'damaged', 'denied', 'gone', 'huge', 'z']) put(lake(`${name}.json`), record(`odd-${name}`));
  const [denied, huge] = ['denied', 'huge'].map((name) => plainObject(lake(`${name}.json`), Buffer.from('x'), now));
  if (denied && huge) {
    objects.set(denied.key, { ...denied, isDenied: true });
    objects.set(huge.key, { ...huge, size: () => 5 * 1024 ** 3 });
  }
  put(lake('damaged.json'), gzipSync(record('odd-damaged')).subarray(0, 40));
  // After the list, before the first of them is asked for.
  const change = ({ url }: { url?: string }): void => {
    if (!url?.includes('/case/')) return;
    objects.delete(lake('gone.json'));
    put(lake('changed.json'), record('odd-other'));
  };
  account.server.on('request', change);
  const told: string[] = [];
  expect(await imported('case/', { onFault: ({ path }) => told.push(path) })).toMatchObject({
    ...{ saved: 2, read: 7, quarantined: 1 },
    problems: {
      'case/changed.json': 'it was changed after it was listed: import it again',
      'case/damaged.json': expect.stringMatching(/to its end/),
      'case/denied.json': expect.stringMatching(/^denied: AccessDenied: .*s3:GetObject/),
      'case/gone.json': 'it is gone: it was deleted after it was listed',
      'case/huge.json': 'it is larger than 4 GiB: copy it to a folder, and import that',
    },
  });
  expect(told).toHaveLength(5);
  account.server.off('request', change);
});

test('a KMS key that may not be used is told as that; a list that is refused is no empty one', async () => {
  put(lake('k.json'), record('k'));
  await account.turn('deny', `${id}:kms:Decrypt`);
  expect(await imported('case/')).toMatchObject({
    problems: { 'case/k.json': expect.stringMatching(/^denied: its KMS key may not be used \(kms:Decrypt\)/) },
  });
  await account.turn('deny', `${id}:s3:ListBucket`);
  expect((await imported('case/')).listing).toMatchObject({ isWhole: false, failure: { word: 'denied' } });
});

test('one that is stopped keeps what it read, leaves no file behind, and knows that it is not whole', async () => {
  for (let index = 0; index < 40; index += 1) put(lake(`${100 + index}.json`), record(`stop-${index}`));
  const stop = new AbortController();
  const notes: unknown[] = [];
  const show: BucketContext['show'] = ({ total, note }) => {
    notes.push([total, note]);
    if (notes.length === 20) stop.abort();
  };
  const { read, saved, listing } = await imported('case/', { show, signal: stop.signal });
  expect([read < listing.objects, saved]).toEqual([true, expect.any(Number)]);
  expect(saved).toBeGreaterThan(5);
  expect(temporary()).toEqual([]);
  expect(await imported('case/')).toMatchObject({ saved: 40 - saved, known: saved });
});

const run = (...args: string[]): Promise<{ status: number; stdout: string }> =>
  new Promise((resolve) => {
    const env = { NODE_ENV: 'test' as const, PATH: process.env.PATH, DATABASE_URL: db.url, AWS_ENDPOINT_URL: account.url };
    const keys = { AWS_ACCESS_KEY_ID: readerKey.accessKeyId, AWS_SECRET_ACCESS_KEY: readerKey.secretAccessKey };
    const main = join(import.meta.dirname, 'main.ts');
    const child = execFile(process.execPath, [main, 'audit', 'import', ...args], { env: { ...env, ...keys } }, (_, stdout) =>
      resolve({ status: child.exitCode ?? -1, stdout }),
    );
  });

test('the command reads by the role that it is given, in the Region that S3 leads to, and ends as that of a path', async () => {
  put(lake('by command.json'), record('by-command'));
  const who = ['--role', reader.role, '--external-id', externalId];
  const [done, refused, wrong] = await Promise.all([
    run(`s3://${bucket}/case/`, ...who, '--json'),
    run('s3://no-such-bucket/', ...who),
    run(`s3://${bucket}/`, '--role', 'me'),
  ]);
  expect(done.status).toBe(0);
  expect(JSON.parse(done.stdout)).toEqual({
    saved: 1,
    known: 0,
    quarantined: 0,
    complete: true,
    objects: 1,
    faults: [],
    skipped: [],
  });
  expect([refused.status, refused.stdout]).toEqual([2, expect.stringContaining('could not be listed: NoSuchBucket')]);
  expect(wrong.status).toBe(2);
}, 30_000);
