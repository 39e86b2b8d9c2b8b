import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListPublicKeysCommand,
  ListTrailsCommand,
} from '@aws-sdk/client-cloudtrail';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayMs, fixedClock, hourMs } from '#lib/time.ts';
import { logArchive, readerKey } from '../../accounts.ts';
import type { EngineContext } from '../../engine.ts';
import { Knobs } from '../../knobs.ts';
import { DenyList } from '../../permissions.ts';
import { startAccount, type TestAccount } from '../../testing/account.ts';
import { hasModels, validateOutput } from '../../testing/models.ts';
import { s3Operations } from '../s3/operations.ts';
import { operations } from './operations.ts';

const now = Date.parse('2026-11-18T09:42:30Z');
const organizationArn = 'arn:aws:cloudtrail:eu-west-1:999988887777:trail/organization-trail';
const researchArn = 'arn:aws:cloudtrail:eu-west-1:444455556666:trail/research-audit';

let account: TestAccount;
const client = (id = '444455556666', region = 'eu-west-1') => new CloudTrailClient(account.client(id, region));
const seen = async (id: string, region: string, input = {}): Promise<(string | undefined)[]> =>
  ((await client(id, region).send(new DescribeTrailsCommand(input))).trailList ?? []).map(({ Name }) => Name);

beforeAll(async () => {
  account = await startAccount({ clock: fixedClock(now), endpoints: 4 });
});
afterAll(() => account.close());

describe('trails', () => {
  test('of its organization are seen by every member in every Region, its own by its owner where they log', async () => {
    expect(await seen('444455556666', 'eu-west-1')).toEqual(['organization-trail', 'research-audit']);
    expect(await seen('444455556666', 'us-east-1')).toEqual(['organization-trail']);
    expect(await seen('444455556666', 'us-east-1', { includeShadowTrails: false })).toEqual([]);
    expect(await seen('111122223333', 'ap-northeast-1')).toEqual(['organization-trail']);
    expect(await seen('111122223333', 'eu-west-1', { trailNameList: [organizationArn, researchArn, 'none'] })).toEqual([
      'organization-trail',
    ]);
  });

  test('say where they deliver, and what they log', async () => {
    const { Trail } = await client().send(new GetTrailCommand({ Name: organizationArn }));
    expect(Trail).toMatchObject({ S3BucketName: logArchive.bucket, IsOrganizationTrail: true, LogFileValidationEnabled: true });
    const { Trail: own } = await client().send(new GetTrailCommand({ Name: 'research-audit' }));
    expect(own).toMatchObject({ S3KeyPrefix: 'research', IsMultiRegionTrail: false, LogFileValidationEnabled: false });
    const { Trails } = await client().send(new ListTrailsCommand({}));
    expect(Trails?.map(({ TrailARN }) => TrailARN)).toEqual([organizationArn, researchArn]);
    const advanced = await client().send(new GetEventSelectorsCommand({ TrailName: organizationArn }));
    expect(advanced.AdvancedEventSelectors?.[0]?.FieldSelectors).toEqual([{ Field: 'eventCategory', Equals: ['Management'] }]);
    expect(advanced.EventSelectors).toBeUndefined();
    const classic = await client().send(new GetEventSelectorsCommand({ TrailName: 'research-audit' }));
    expect(classic.EventSelectors).toMatchObject([{ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [] }]);
  });

  test.each([
    ['a name that none has', 'none', 'TrailNotFoundException'],
    ['the name of another account’s', 'organization-trail', 'TrailNotFoundException'],
    ['no name', '', 'InvalidTrailNameException'],
  ])('%s', async (_, Name, name) => {
    await expect(client().send(new GetTrailStatusCommand({ Name }))).rejects.toMatchObject({ name });
  });

  test('tell when they delivered last, and whether they log', async () => {
    const status = () => client('111122223333').send(new GetTrailStatusCommand({ Name: organizationArn }));
    const { IsLogging, LatestDeliveryTime, LatestDigestDeliveryTime, TimeLoggingStopped } = await status();
    expect(IsLogging).toBe(true);
    expect(now - (LatestDeliveryTime?.getTime() ?? 0)).toBeLessThan(hourMs);
    expect(now - (LatestDigestDeliveryTime?.getTime() ?? 0)).toBeLessThan(1.3 * hourMs);
    expect(TimeLoggingStopped).toBe('2026-11-15T02:10:00Z');
    await account.turn('trail', 'stopped=2026-11-18T07:00:00Z/2026-11-18T12:00:00Z');
    const stopped = await status();
    expect(stopped).toMatchObject({ IsLogging: false, TimeLoggingStarted: '2026-11-15T02:50:00Z' });
    expect(stopped.StopLoggingTime?.toISOString()).toBe('2026-11-18T07:00:00.000Z');
    expect(stopped.LatestDeliveryTime?.getTime()).toBeLessThan(Date.parse('2026-11-18T07:10:00Z'));
    await account.turn('trail', '');
  });

  test('publish the keys that signed in a time, with their successors', async () => {
    const ask = async (from: number, to: number, region = 'eu-west-1') =>
      (await client('111122223333', region).send(new ListPublicKeysCommand({ StartTime: new Date(from), EndTime: new Date(to) })))
        .PublicKeyList ?? [];
    expect(await ask(now, now)).toHaveLength(1);
    const months = await ask(now - 90 * dayMs, now);
    expect(new Set(months.map(({ Fingerprint }) => Fingerprint)).size).toBe(4);
    expect(months[0]?.Value).toBeInstanceOf(Uint8Array);
    expect((await ask(now, now, 'us-east-1'))[0]?.Fingerprint).not.toBe((await ask(now, now))[0]?.Fingerprint);
    await expect(ask(now, now - 1000)).rejects.toMatchObject({ name: 'InvalidTimeRangeException' });
  });

  test('may be denied', async () => {
    await account.turn('deny', '*:cloudtrail:Get*');
    await expect(client().send(new GetTrailStatusCommand({ Name: organizationArn }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    expect(await seen('111122223333', 'eu-west-1')).toEqual(['organization-trail']);
    await account.turn('deny', '');
  });
});

test('the role of the log archive is assumed with its own external ID, by the key that Trailwatch has', async () => {
  const { url: endpoint } = account;
  const sts = new STSClient({ endpoint, region: 'eu-west-1', credentials: readerKey, maxAttempts: 1 });
  const RoleArn = `arn:aws:iam::${logArchive.account}:role/${logArchive.role}`;
  const assume = (ExternalId?: string) => sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test', ExternalId }));
  expect((await assume(logArchive.externalId)).Credentials?.SessionToken).toBeDefined();
  await expect(assume('trailwatch-demo')).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(assume()).rejects.toMatchObject({ name: 'AccessDenied' });
});

test.skipIf(!hasModels())('answers are what AWS publishes', () => {
  const principal = { account: logArchive.account, arn: 'arn:aws:sts::1:x', userId: 'x', kind: 'archive' } as const;
  const place = { account: '111122223333', region: 'eu-west-1' };
  const { scenario } = account;
  const context = { ...place, now, scenario, principal, knobs: new Knobs(), denied: new DenyList() } as unknown as EngineContext;
  const asked = {
    DescribeTrails: {},
    GetTrail: { Name: organizationArn },
    GetTrailStatus: { Name: organizationArn },
    GetEventSelectors: { TrailName: organizationArn },
    ListPublicKeys: { StartTime: now / 1000 - 86_400 },
    ListTrails: {},
  };
  for (const [name, input] of Object.entries(asked)) {
    expect(validateOutput('cloudtrail', name, operations[`cloudtrail.${name}`]?.(input, context))).toEqual([]);
  }
  const { bucket: Bucket } = logArchive;
  const list = { Bucket, Prefix: 'AWSLogs/o-trailwatch1/111122223333/CloudTrail/', MaxKeys: '3' };
  const listed = s3Operations['s3.ListObjectsV2']?.(list, context) as { Contents: { Key: string }[] };
  expect(listed.Contents).toHaveLength(3);
  const answers = {
    ListObjectsV2: listed,
    ListObjects: s3Operations['s3.ListObjects']?.({ ...list, Delimiter: '/' }, context),
    GetBucketLocation: s3Operations['s3.GetBucketLocation']?.({ Bucket }, context),
    HeadBucket: s3Operations['s3.HeadBucket']?.({ Bucket }, context),
    HeadObject: s3Operations['s3.HeadObject']?.({ Bucket, Key: listed.Contents[0]?.Key }, context),
    GetObject: {
      ...s3Operations['s3.GetObject']?.({ Bucket, Key: listed.Contents[0]?.Key, Range: 'bytes=0-1' }, context),
      Body: '',
    },
  };
  for (const [name, answer] of Object.entries(answers)) expect(validateOutput('s3', name, answer)).toEqual([]);
});
