import { gunzipSync } from 'node:zlib';
import { HeadObjectCommand, ListObjectsCommand } from '@aws-sdk/client-s3';
import { afterAll, describe, expect, test } from 'vitest';
import { logArchive } from '../../accounts.ts';
import { morning, startMorning } from '../../testing/bucket.ts';

const { bucket: Bucket } = logArchive;
const { now, folder, digestFolder } = morning;

const { account, bucket } = await startMorning();
afterAll(() => account.close());

describe('lists', () => {
  test('are in the order of their keys, and say sizes as they are', async () => {
    const { Contents = [], IsTruncated, KeyCount, Name, Prefix, MaxKeys } = await bucket.list({ Prefix: folder });
    const found = Contents.map(({ Key = '' }) => Key);
    expect(found.length).toBeGreaterThan(40);
    expect(found).toEqual(found.toSorted());
    const said = { IsTruncated: false, KeyCount: found.length, Name: Bucket, Prefix: folder, MaxKeys: 1000 };
    expect({ IsTruncated, KeyCount, Name, Prefix, MaxKeys }).toEqual(said);
    for (const { Key = '', Size, ETag, LastModified, StorageClass } of Contents.slice(0, 5)) {
      const head = await bucket.client.send(new HeadObjectCommand({ Bucket, Key }));
      expect((await bucket.bytes(Key)).length).toBe(Size);
      expect([head.ContentLength, head.ETag, head.LastModified]).toEqual([Size, ETag, LastModified]);
      expect(StorageClass).toBe('STANDARD');
    }
  });

  test('of digests say sizes as they are', async () => {
    const { Contents = [] } = await bucket.list({ Prefix: digestFolder });
    expect(Contents.length).toBeGreaterThan(8);
    // Of the first few the chain is a week long.
    for (const { Key = '', Size } of Contents.slice(4)) expect((await bucket.bytes(Key)).length).toBe(Size);
  });

  test('hold what was delivered, and nothing that is still to come', async () => {
    const { Contents = [] } = await bucket.list({ Prefix: folder });
    const latest = Math.max(...Contents.map(({ LastModified }) => LastModified?.getTime() ?? 0));
    expect(latest).toBeLessThanOrEqual(now);
    expect(latest).toBeGreaterThan(now - 30 * 60_000);
    expect(await bucket.keys({ Prefix: folder.replace('/15/', '/16/') })).toEqual([]);
  });

  test.each([1, 7, 1000])('in pages of %i hold the same keys', async (MaxKeys) => {
    const found: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await bucket.list({ Prefix: digestFolder, MaxKeys, ContinuationToken });
      found.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
      ContinuationToken = page.NextContinuationToken;
      expect(page.IsTruncated).toBe(ContinuationToken !== undefined);
    } while (ContinuationToken);
    expect(found).toEqual(await bucket.keys({ Prefix: digestFolder }));
  });

  test('go on after any key, there or not', async () => {
    const all = await bucket.keys({ Prefix: folder });
    expect(await bucket.keys({ Prefix: folder, StartAfter: all[3] })).toEqual(all.slice(4));
    expect(await bucket.keys({ Prefix: folder, StartAfter: all[3]?.slice(0, -9) })).toEqual(all.slice(3));
    expect(await bucket.keys({ Prefix: folder, StartAfter: 'zzz' })).toEqual([]);
    expect((await bucket.keys({ Prefix: folder, StartAfter: 'A' })).length).toBe(all.length);
  });

  test('with a delimiter lead from the top to the days', async () => {
    expect(await bucket.prefixes({})).toEqual(['AWSLogs/', 'research/']);
    expect(await bucket.prefixes({ Prefix: 'research/AWSLogs/444455556666/' })).toEqual([
      'research/AWSLogs/444455556666/CloudTrail/',
    ]);
    const accounts = await bucket.prefixes({ Prefix: 'AWSLogs/o-trailwatch1/' });
    expect(accounts).toHaveLength(7);
    expect(accounts).not.toContain('AWSLogs/o-trailwatch1/666677778888/');
    const above = folder.slice(0, folder.indexOf('CloudTrail/'));
    expect(await bucket.prefixes({ Prefix: above })).toEqual([`${above}CloudTrail-Digest/`, `${above}CloudTrail/`]);
    const days = await bucket.prefixes({ Prefix: folder.slice(0, -3), MaxKeys: 5 });
    expect(days.map((day) => day.slice(-3))).toEqual(['01/', '02/', '03/', '04/', '05/']);
    expect(await bucket.prefixes({ Prefix: folder.slice(0, -3), StartAfter: days[4], MaxKeys: 1 })).toEqual([
      `${folder.slice(0, -3)}06/`,
    ]);
  });

  test('by the first version go on from markers', async () => {
    const all = await bucket.keys({ Prefix: folder });
    const page = await bucket.client.send(new ListObjectsCommand({ Bucket, Prefix: folder, Marker: all[1], MaxKeys: 2 }));
    expect(page.Contents?.map(({ Key }) => Key)).toEqual(all.slice(2, 4));
    expect([page.IsTruncated, page.NextMarker]).toEqual([true, undefined]);
    const rolled = await bucket.client.send(new ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 1 }));
    expect([rolled.CommonPrefixes, rolled.NextMarker]).toEqual([[{ Prefix: 'AWSLogs/' }], 'AWSLogs/']);
    const rest = await bucket.client.send(new ListObjectsCommand({ Bucket, Delimiter: '/', Marker: 'AWSLogs/' }));
    expect(rest.CommonPrefixes).toEqual([{ Prefix: 'research/' }]);
  });

  test('refuse a token made up, and answer no keys when none are asked for', async () => {
    await expect(bucket.list({ ContinuationToken: 'made up' })).rejects.toMatchObject({ name: 'InvalidArgument' });
    expect(await bucket.list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
    expect(await bucket.keys({ Prefix: '\u{1F600}=cmd|<&>' })).toEqual([]);
    expect((await bucket.list({ Prefix: 'a b+é/', EncodingType: 'url' })).Prefix).toBe('a%20b%2B%C3%A9/');
  });
});

describe('objects', () => {
  test('are gzip files under the bucket’s key', async () => {
    const key = await bucket.aKey(folder);
    const answer = await bucket.get(key);
    const sse = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: logArchive.keyArn };
    expect(answer).toMatchObject({ ...sse, AcceptRanges: 'bytes', ContentEncoding: 'gzip', ContentType: 'application/json' });
    const { Records } = JSON.parse(gunzipSync(await bucket.bytes(key)).toString());
    expect(Records[0]).toMatchObject({ recipientAccountId: '111122223333', awsRegion: 'eu-west-1' });
    expect(await bucket.bytes(key)).toEqual(await bucket.bytes(key));
  });

  test('of digests carry their signature', async () => {
    const { Metadata } = await bucket.get((await bucket.keys({ Prefix: digestFolder })).at(-1) ?? '');
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
    const key = await bucket.aKey(folder);
    const whole = await bucket.bytes(key);
    expect(await bucket.bytes(key, { Range })).toEqual(whole.subarray(start, end));
  });

  test('a range names itself; one beyond the end is refused', async () => {
    const key = await bucket.aKey(folder);
    const { ContentRange, $metadata, ContentLength } = await bucket.get(key, { Range: 'bytes=2-4' });
    const size = (await bucket.bytes(key)).length;
    expect((await bucket.get(key, { Range: 'bytes=2-999999' })).ContentRange).toBe(`bytes 2-${size - 1}/${size}`);
    expect([ContentRange, ContentLength, $metadata.httpStatusCode]).toEqual([`bytes 2-4/${size}`, 3, 206]);
    await expect(bucket.get(key, { Range: `bytes=${size}-` })).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  test('known already are not sent again', async () => {
    const key = await bucket.aKey(folder);
    const { ETag } = await bucket.get(key);
    await expect(bucket.get(key, { IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(bucket.get(key, { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect((await bucket.get(key, { IfMatch: ETag, IfNoneMatch: '"other"' })).ETag).toBe(ETag);
  });
});
