import { gunzipSync } from 'node:zlib';
import {
  GetBucketLocationCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fixedClock } from '#lib/time.ts';
import { logArchive } from '../../accounts.ts';
import { startAccount, type TestAccount } from '../../testing/account.ts';

const { bucket: Bucket, account: archive } = logArchive;
const now = Date.parse('2026-11-15T09:42:30Z');
const folder = 'AWSLogs/o-trailwatch1/111122223333/CloudTrail/eu-west-1/2026/11/15/';
const digestFolder = 'AWSLogs/o-trailwatch1/111122223333/CloudTrail-Digest/eu-west-1/2026/11/15/';

let account: TestAccount;
let client: S3Client;
beforeAll(async () => {
  account = await startAccount({ clock: fixedClock(now), endpoints: 4 });
  client = new S3Client(account.client(archive));
});
afterAll(() => account.close());
afterEach(async () => {
  await account.turn('deny', '');
  await account.turn('trail', '');
});

const list = (input: Partial<ListObjectsV2CommandInput>) => client.send(new ListObjectsV2Command({ Bucket, ...input }));
const keys = async (input: Partial<ListObjectsV2CommandInput>): Promise<string[]> =>
  ((await list(input)).Contents ?? []).map(({ Key = '' }) => Key);
const prefixes = async (input: Partial<ListObjectsV2CommandInput>): Promise<string[]> =>
  ((await list({ Delimiter: '/', ...input })).CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix);
const get = (Key: string, rest: Partial<GetObjectCommandInput> = {}) =>
  client.send(new GetObjectCommand({ Bucket, Key, ...rest }));
const bytes = async (Key: string, rest: Partial<GetObjectCommandInput> = {}): Promise<Buffer> =>
  Buffer.from((await (await get(Key, rest)).Body?.transformToByteArray()) ?? []);
const aKey = async (prefix = folder): Promise<string> => (await keys({ Prefix: prefix }))[2] ?? expect.fail('no key');

describe('lists', () => {
  test('are in the order of their keys, and say sizes as they are', async () => {
    const { Contents = [], IsTruncated, KeyCount, Name, Prefix, MaxKeys } = await list({ Prefix: folder });
    const found = Contents.map(({ Key = '' }) => Key);
    expect(found.length).toBeGreaterThan(40);
    expect(found).toEqual(found.toSorted());
    const said = { IsTruncated: false, KeyCount: found.length, Name: Bucket, Prefix: folder, MaxKeys: 1000 };
    expect({ IsTruncated, KeyCount, Name, Prefix, MaxKeys }).toEqual(said);
    for (const { Key = '', Size, ETag, LastModified, StorageClass } of Contents.slice(0, 5)) {
      const head = await client.send(new HeadObjectCommand({ Bucket, Key }));
      expect((await bytes(Key)).length).toBe(Size);
      expect([head.ContentLength, head.ETag, head.LastModified]).toEqual([Size, ETag, LastModified]);
      expect(StorageClass).toBe('STANDARD');
    }
  });

  test('of digests say sizes as they are', async () => {
    const { Contents = [] } = await list({ Prefix: digestFolder });
    expect(Contents.length).toBeGreaterThan(8);
    for (const { Key = '', Size } of Contents) expect((await bytes(Key)).length).toBe(Size);
  });

  test('hold what was delivered, and nothing that is still to come', async () => {
    const { Contents = [] } = await list({ Prefix: folder });
    const latest = Math.max(...Contents.map(({ LastModified }) => LastModified?.getTime() ?? 0));
    expect(latest).toBeLessThanOrEqual(now);
    expect(latest).toBeGreaterThan(now - 30 * 60_000);
    expect(await keys({ Prefix: folder.replace('/15/', '/16/') })).toEqual([]);
  });

  test.each([1, 7, 1000])('in pages of %i hold the same keys', async (MaxKeys) => {
    const found: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await list({ Prefix: digestFolder, MaxKeys, ContinuationToken });
      found.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
      ContinuationToken = page.NextContinuationToken;
      expect(page.IsTruncated).toBe(ContinuationToken !== undefined);
    } while (ContinuationToken);
    expect(found).toEqual(await keys({ Prefix: digestFolder }));
  });

  test('go on after any key, there or not', async () => {
    const all = await keys({ Prefix: folder });
    expect(await keys({ Prefix: folder, StartAfter: all[3] })).toEqual(all.slice(4));
    expect(await keys({ Prefix: folder, StartAfter: all[3]?.slice(0, -9) })).toEqual(all.slice(3));
    expect(await keys({ Prefix: folder, StartAfter: 'zzz' })).toEqual([]);
    expect((await keys({ Prefix: folder, StartAfter: 'A' })).length).toBe(all.length);
  });

  test('with a delimiter lead from the top to the days', async () => {
    expect(await prefixes({})).toEqual(['AWSLogs/', 'research/']);
    expect(await prefixes({ Prefix: 'research/AWSLogs/444455556666/' })).toEqual(['research/AWSLogs/444455556666/CloudTrail/']);
    const accounts = await prefixes({ Prefix: 'AWSLogs/o-trailwatch1/' });
    expect(accounts).toHaveLength(7);
    expect(accounts).not.toContain('AWSLogs/o-trailwatch1/666677778888/');
    const above = folder.slice(0, folder.indexOf('CloudTrail/'));
    expect(await prefixes({ Prefix: above })).toEqual([`${above}CloudTrail-Digest/`, `${above}CloudTrail/`]);
    const days = await prefixes({ Prefix: folder.slice(0, -3), MaxKeys: 5 });
    expect(days.map((day) => day.slice(-3))).toEqual(['01/', '02/', '03/', '04/', '05/']);
    expect(await prefixes({ Prefix: folder.slice(0, -3), StartAfter: days[4], MaxKeys: 1 })).toEqual([
      `${folder.slice(0, -3)}06/`,
    ]);
  });

  test('by the first version go on from markers', async () => {
    const all = await keys({ Prefix: folder });
    const page = await client.send(new ListObjectsCommand({ Bucket, Prefix: folder, Marker: all[1], MaxKeys: 2 }));
    expect(page.Contents?.map(({ Key }) => Key)).toEqual(all.slice(2, 4));
    expect([page.IsTruncated, page.NextMarker]).toEqual([true, undefined]);
    const rolled = await client.send(new ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 1 }));
    expect([rolled.CommonPrefixes, rolled.NextMarker]).toEqual([[{ Prefix: 'AWSLogs/' }], 'AWSLogs/']);
    const rest = await client.send(new ListObjectsCommand({ Bucket, Delimiter: '/', Marker: 'AWSLogs/' }));
    expect(rest.CommonPrefixes).toEqual([{ Prefix: 'research/' }]);
  });

  test('refuse a token made up, and answer no keys when none are asked for', async () => {
    await expect(list({ ContinuationToken: 'made up' })).rejects.toMatchObject({ name: 'InvalidArgument' });
    expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
    expect(await keys({ Prefix: '\u{1F600}=cmd|<&>' })).toEqual([]);
    expect((await list({ Prefix: 'a b+é/', EncodingType: 'url' })).Prefix).toBe('a%20b%2B%C3%A9/');
  });
});

describe('objects', () => {
  test('are gzip files under the bucket’s key', async () => {
    const key = await aKey();
    const answer = await get(key);
    const sse = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: logArchive.keyArn };
    expect(answer).toMatchObject({ ...sse, AcceptRanges: 'bytes', ContentEncoding: 'gzip', ContentType: 'application/json' });
    const { Records } = JSON.parse(gunzipSync(await bytes(key)).toString());
    expect(Records[0]).toMatchObject({ recipientAccountId: '111122223333', awsRegion: 'eu-west-1' });
    expect(await bytes(key)).toEqual(await bytes(key));
  });

  test('of digests carry their signature', async () => {
    const { Metadata } = await get(await aKey(digestFolder));
    expect(Metadata).toEqual({ signature: expect.stringMatching(/^[0-9a-f]{512}$/), 'signature-algorithm': 'SHA256withRSA' });
  });

  test.each([
    ['bytes=0-9', 0, 10],
    ['bytes=5-', 5, undefined],
    ['bytes=-7', -7, undefined],
    ['bytes=3-999999', 3, undefined],
    ['lines=1-2', 0, undefined],
    ['bytes=9-3', 0, undefined],
  ])('in part: %s', async (Range, start, end) => {
    const key = await aKey();
    const whole = await bytes(key);
    expect(await bytes(key, { Range })).toEqual(whole.subarray(start, end));
  });

  test('a range names itself; one beyond the end is refused', async () => {
    const key = await aKey();
    const { ContentRange, $metadata, ContentLength } = await get(key, { Range: 'bytes=2-4' });
    const size = (await bytes(key)).length;
    expect((await get(key, { Range: 'bytes=2-999999' })).ContentRange).toBe(`bytes 2-${size - 1}/${size}`);
    expect([ContentRange, ContentLength, $metadata.httpStatusCode]).toEqual([`bytes 2-4/${size}`, 3, 206]);
    await expect(get(key, { Range: `bytes=${size}-` })).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  test('known already are not sent again', async () => {
    const key = await aKey();
    const { ETag } = await get(key);
    await expect(get(key, { IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(get(key, { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect((await get(key, { IfMatch: ETag, IfNoneMatch: '"other"' })).ETag).toBe(ETag);
  });
});

describe('refused', () => {
  const told = (name: string, message: RegExp | string) => ({ name, message: expect.stringMatching(message) });

  test('what is not there', async () => {
    await expect(get(`${folder}none`)).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(get('=cmd|<&>"é \u{1F600}//')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(client.send(new ListObjectsV2Command({ Bucket: 'another' }))).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('another role than the archive’s own', async () => {
    const member = new S3Client(account.client('111122223333'));
    const refusal = told('AccessDenied', /not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::demo-org/);
    await expect(member.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject(refusal);
    await expect(member.send(new GetObjectCommand({ Bucket, Key: await aKey() }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  test('objects, lists and the key, each by itself', async () => {
    const key = await aKey();
    await account.turn('deny', `${archive}:kms:Decrypt`);
    const byKey = told('AccessDenied', /perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:333344445555:key\//);
    await expect(get(key)).rejects.toMatchObject(byKey);
    expect((await client.send(new HeadObjectCommand({ Bucket, Key: key }))).ContentLength).toBeGreaterThan(0);
    await account.turn('deny', `${archive}:s3:GetObject`);
    await expect(get(key)).rejects.toMatchObject(told('AccessDenied', /perform: s3:GetObject on resource: "arn:aws:s3:::/));
    expect((await keys({ Prefix: folder })).length).toBeGreaterThan(0);
    await account.turn('deny', `${archive}:s3:ListBucket`);
    await expect(list({})).rejects.toMatchObject({ name: 'AccessDenied' });
    expect((await bytes(key)).length).toBeGreaterThan(0);
    // Who may not list is not told what is missing.
    await expect(get('none')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('from another Region, which names the right one', async () => {
    const away = new S3Client(account.client(archive, 'us-east-1'));
    const refusal = { name: 'PermanentRedirect', $metadata: { httpStatusCode: 301 }, $response: { headers: {} } };
    refusal.$response.headers = { 'x-amz-bucket-region': 'eu-west-1' };
    await expect(away.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject(refusal);
    expect((await away.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe('eu-west-1');
    expect((await client.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('eu-west-1');
    const follows = new S3Client({ ...account.client(archive, 'us-east-1'), followRegionRedirects: true, maxAttempts: 2 });
    expect((await follows.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 }))).KeyCount).toBe(1);
  });

  test('in S3’s own words when it is hurried, in trouble or met by strangers', async () => {
    await account.turn('faults', 'throttle=1');
    await expect(list({})).rejects.toMatchObject({ name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
    await account.turn('faults', '');
    const stranger = { accessKeyId: 'AKIASTRANGER', secretAccessKey: 'none' };
    const unknown = new S3Client({ ...account.client(archive), credentials: stranger });
    await expect(unknown.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
    const { credentials } = account.client(archive);
    const forged = new S3Client({ ...account.client(archive), credentials: { ...credentials, secretAccessKey: 'none' } });
    await expect(forged.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  });
});

describe('a trail that was tampered with', () => {
  test('has objects that are altered, longer, gone, or refused', async () => {
    const [first = '', second = '', third = '', fourth = ''] = await keys({ Prefix: folder });
    const [before, longer] = [await get(first), await bytes(second)];
    await account.turn('trail', `altered=${first},appended=${second},deleted=${third}\ndenied=${fourth}`);
    const after = await get(first);
    expect(after.ETag).not.toBe(before.ETag);
    expect(JSON.parse(gunzipSync(await bytes(first)).toString()).Records[0].sourceIPAddress).toBe('192.0.2.66');
    expect((await bytes(second)).subarray(0, longer.length)).toEqual(longer);
    expect((await bytes(second)).length).toBeGreaterThan(longer.length);
    await expect(get(third)).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await keys({ Prefix: folder })).not.toContain(third);
    await expect(get(fourth)).rejects.toMatchObject({ name: 'AccessDenied' });
    for (const { Key = '', Size } of (await list({ Prefix: folder, MaxKeys: 3 })).Contents ?? []) {
      if (Key !== fourth) expect((await bytes(Key)).length).toBe(Size);
    }
  });

  test('may lose all of its digests', async () => {
    await account.turn('trail', 'deleted=*/CloudTrail-Digest/*');
    expect(await keys({ Prefix: digestFolder })).toEqual([]);
    expect((await keys({ Prefix: folder })).length).toBeGreaterThan(0);
    await expect(account.turn('trail', 'lost=x')).rejects.toThrow(/"lost=x" is not one of/);
  });
});
