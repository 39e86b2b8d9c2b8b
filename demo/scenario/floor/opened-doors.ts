import { idOf, streamOf, whole } from '../random.ts';
import { type Deed, drawn, type Turn } from './deed.ts';
import { bucketOf, keyArn, prodUs, researchEu } from './setting.ts';

const minuteMs = 60_000;

const blocked = (isOn: boolean) => ({
  BlockPublicAcls: isOn,
  IgnorePublicAcls: isOn,
  BlockPublicPolicy: isOn,
  RestrictPublicBuckets: isOn,
});

/** The bucket of the research account loses its block on public access, is opened to everybody, and closed again; one of it is deleted. */
export function openedBucket(turn: Turn): Deed[] {
  const { at, index, seed } = turn;
  const bucketName = bucketOf(researchEu);
  const scratch = `scratch-${idOf(8, 'bucket', seed, String(index)).toLowerCase()}`;
  const call = {
    actor: { person: drawn(['data-sci-2', 'data-sci-4', 'ml-lead'] as const, 'bucket opener', turn) },
    source: 's3',
  };
  const statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucketName}/*` };
  const block = (isOn: boolean) => ({
    bucketName,
    publicAccessBlock: '',
    // S3's own spelling, which CloudTrail keeps.
    PublicAccessBlockConfiguration: blocked(isOn),
  });
  const key = keyArn(researchEu, 'vision');
  const policy = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${researchEu.account}:root` }, Action: 'kms:*', Resource: '*' },
    ],
  };
  return [
    {
      ...call,
      at,
      name: 'PutBucketPublicAccessBlock',
      request: {},
      fields: { requestParameters: block(false) },
      shows: { public_access_block_removed: bucketName },
    },
    {
      ...call,
      at: at + 2 * minuteMs,
      name: 'PutBucketPolicy',
      request: {},
      fields: { requestParameters: { bucketName, policy: '', bucketPolicy: { Version: '2012-10-17', Statement: [statement] } } },
      shows: { bucket_access_changed: bucketName, made_public: bucketName },
    },
    {
      ...call,
      at: at + 5 * minuteMs,
      source: 'kms',
      name: 'PutKeyPolicy',
      request: { KeyId: key, PolicyName: 'default', Policy: JSON.stringify(policy) },
      fields: { resources: [{ accountId: researchEu.account, type: 'AWS::KMS::Key', ARN: key }] },
      shows: { key_policy_changed: key },
    },
    {
      ...call,
      at: at + 20 * minuteMs,
      name: 'DeleteBucket',
      request: { bucketName: scratch },
      shows: { bucket_deleted: scratch },
    },
    {
      ...call,
      at: at + 38 * minuteMs,
      name: 'DeleteBucketPolicy',
      request: { bucketName, policy: '' },
      shows: { bucket_access_changed: bucketName },
    },
    {
      ...call,
      at: at + 41 * minuteMs,
      name: 'PutBucketPublicAccessBlock',
      request: {},
      fields: { requestParameters: block(true) },
    },
  ];
}

/** The images of training are opened to everybody, and the role of training to another account. */
export function openedRegistry(turn: Turn): Deed[] {
  const { at, seed, index } = turn;
  const repository = drawn(['vision-training', 'fraud-training', 'search-serving'], 'repository', turn);
  const role = drawn(['SageMakerTraining', 'SageMakerProcessing'], 'trusting role', turn);
  const outsider = `7777${String(whole(streamOf(seed, 'outsider'), index, 100_000_000)).padStart(8, '0')}`;
  const registry = (principal: unknown) => ({
    RepositoryName: repository,
    PolicyText: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: principal, Action: ['ecr:BatchGetImage'] }],
    }),
    Force: false,
  });
  const trust = (account: string) => ({
    RoleName: role,
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' },
        { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' },
      ],
    }),
  });
  const ecr = {
    actor: { person: drawn(['release-1', 'data-eng-1', 'data-eng-2'] as const, 'registry opener', turn) },
    source: 'ecr',
    name: 'SetRepositoryPolicy',
    response: {},
  };
  const iam = {
    actor: { person: drawn(['cloud-sec-1', 'ml-lead'] as const, 'truster', turn) },
    source: 'iam',
    name: 'UpdateAssumeRolePolicy',
  };
  return [
    { ...ecr, at, request: registry('*'), shows: { made_public: repository } },
    { ...iam, at: at + 4 * minuteMs, request: trust(outsider), shows: { shared_with_account: role } },
    { ...iam, at: at + 19 * minuteMs, request: trust(prodUs.account) },
    { ...ecr, at: at + 25 * minuteMs, request: registry({ AWS: `arn:aws:iam::${prodUs.account}:root` }) },
  ];
}

/** A feature group is deleted, and with it the data that a model is trained on. */
export function forgottenFeatures(turn: Turn): Deed[] {
  const name = `${drawn(['fraud-velocity', 'basket-history', 'query-clicks'], 'features', turn)}-${1 + (turn.index & 7)}`;
  const call = {
    actor: { person: drawn(['data-eng-1', 'data-eng-2', 'release-1'] as const, 'forgetter', turn) },
    source: 'sagemaker',
  };
  return [
    { ...call, at: turn.at, name: 'DescribeFeatureGroup', request: { FeatureGroupName: name } },
    {
      ...call,
      at: turn.at + 3 * minuteMs,
      name: 'DeleteFeatureGroup',
      request: { FeatureGroupName: name },
      shows: { training_data_deleted: name },
    },
  ];
}
