import { gunzipSync } from 'node:zlib';
import {
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { logArchive } from '../../accounts.ts';
import { morning, startMorning } from '../../testing/bucket.ts';

const { bucket: Bucket, account: archive } = logArchive;
const { folder, digestFolder } = morning;

const { account, bucket } = await startMorning();
afterAll(() => account.close());
afterEach(async () => {
  await account.turn('deny', '');
  await account.turn('trail', '');
});

describe('refused', () => {
  const told = (name: string, message: RegExp | string) => ({ name, message: expect.stringMatching(message) });

  test('what is not there', async () => {
    await expect(bucket.get(`${folder}none`)).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(bucket.get('=cmd|<&>"é \u{1F600}//')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(bucket.client.send(new ListObjectsV2Command({ Bucket: 'another' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
    await expect(bucket.client.send(new HeadObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('another role than the archive’s own', async () => {
    const member = new S3Client(account.client('111122223333'));
    const refusal = told('AccessDenied', /not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::demo-org/);
    await expect(member.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject(refusal);
    await expect(member.send(new GetObjectCommand({ Bucket, Key: await bucket.aKey(folder) }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  test('objects, lists and the key, each by itself', async () => {
    const key = await bucket.aKey(folder);
    await account.turn('deny', `${archive}:kms:Decrypt`);
    const byKey = told('AccessDenied', /perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:333344445555:key\//);
    await expect(bucket.get(key)).rejects.toMatchObject(byKey);
    expect((await bucket.client.send(new HeadObjectCommand({ Bucket, Key: key }))).ContentLength).toBeGreaterThan(0);
    await account.turn('deny', `${archive}:s3:GetObject`);
    await expect(bucket.get(key)).rejects.toMatchObject(
      told('AccessDenied', /perform: s3:GetObject on resource: "arn:aws:s3:::/),
    );
    expect((await bucket.keys({ Prefix: folder })).length).toBeGreaterThan(0);
    await account.turn('deny', `${archive}:s3:ListBucket`);
    await expect(bucket.list({})).rejects.toMatchObject({ name: 'AccessDenied' });
    expect((await bucket.bytes(key)).length).toBeGreaterThan(0);
    // Who may not list is not told what is missing.
    await expect(bucket.get('none')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('from another Region, which names the right one', async () => {
    const away = new S3Client(account.client(archive, 'us-east-1'));
    const refusal = { name: 'PermanentRedirect', $metadata: { httpStatusCode: 301 }, $response: { headers: {} } };
    refusal.$response.headers = { 'x-amz-bucket-region': 'eu-west-1' };
    await expect(away.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject(refusal);
    expect((await away.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe('eu-west-1');
    expect((await bucket.client.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('eu-west-1');
    const follows = new S3Client({ ...account.client(archive, 'us-east-1'), followRegionRedirects: true, maxAttempts: 2 });
    expect((await follows.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 }))).KeyCount).toBe(1);
  });

  test('in S3’s own words when it is hurried, in trouble or met by strangers', async () => {
    await account.turn('faults', 'throttle=1');
    await expect(bucket.list({})).rejects.toMatchObject({ name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
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
    const [first = '', second = '', third = '', fourth = ''] = await bucket.keys({ Prefix: folder });
    const [before, longer] = [await bucket.get(first), await bucket.bytes(second)];
    await account.turn('trail', `altered=${first},appended=${second},deleted=${third}\ndenied=${fourth}`);
    const after = await bucket.get(first);
    expect(after.ETag).not.toBe(before.ETag);
    expect(JSON.parse(gunzipSync(await bucket.bytes(first)).toString()).Records[0].sourceIPAddress).toBe('192.0.2.66');
    expect((await bucket.bytes(second)).subarray(0, longer.length)).toEqual(longer);
    expect((await bucket.bytes(second)).length).toBeGreaterThan(longer.length);
    await expect(bucket.get(third)).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await bucket.keys({ Prefix: folder })).not.toContain(third);
    await expect(bucket.get(fourth)).rejects.toMatchObject({ name: 'AccessDenied' });
    for (const { Key = '', Size } of (await bucket.list({ Prefix: folder, MaxKeys: 3 })).Contents ?? []) {
      if (Key !== fourth) expect((await bucket.bytes(Key)).length).toBe(Size);
    }
  });

  test('may lose all of its digests', async () => {
    await account.turn('trail', 'deleted=*/CloudTrail-Digest/*');
    expect(await bucket.keys({ Prefix: digestFolder })).toEqual([]);
    expect((await bucket.keys({ Prefix: folder })).length).toBeGreaterThan(0);
    await expect(account.turn('trail', 'lost=x')).rejects.toThrow(/"lost=x" is not one of/);
  });
});
