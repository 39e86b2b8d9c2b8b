import type { Call } from '../people.ts';
import { idOf } from '../random.ts';
import { bucketOf, keyArn, prodUs, researchEu } from './setting.ts';

type Unplaced = Omit<Call, 'seed' | 'place'>;
type Occurrence = { at: number; index: number };

const minuteMs = 60_000;

const blocked = (isOn: boolean) => ({
  BlockPublicAcls: isOn,
  IgnorePublicAcls: isOn,
  BlockPublicPolicy: isOn,
  RestrictPublicBuckets: isOn,
});

/** The bucket of the research account loses its block on public access, is opened to everybody, and closed again; one of it is deleted. */
export function openedBucket({ at, index }: Occurrence): Unplaced[] {
  const bucketName = bucketOf(researchEu);
  const call = { actor: { person: 'data-sci-4' } as const, source: 's3' };
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
    { ...call, at, name: 'PutBucketPublicAccessBlock', request: {}, fields: { requestParameters: block(false) } },
    {
      ...call,
      at: at + 2 * minuteMs,
      name: 'PutBucketPolicy',
      request: {},
      fields: { requestParameters: { bucketName, policy: '', bucketPolicy: { Version: '2012-10-17', Statement: [statement] } } },
    },
    {
      ...call,
      at: at + 5 * minuteMs,
      source: 'kms',
      name: 'PutKeyPolicy',
      request: { KeyId: key, PolicyName: 'default', Policy: JSON.stringify(policy) },
      fields: { resources: [{ accountId: researchEu.account, type: 'AWS::KMS::Key', ARN: key }] },
    },
    {
      ...call,
      at: at + 20 * minuteMs,
      name: 'DeleteBucket',
      request: { bucketName: `scratch-${idOf(8, 'bucket', String(index)).toLowerCase()}` },
    },
    { ...call, at: at + 38 * minuteMs, name: 'DeleteBucketPolicy', request: { bucketName, policy: '' } },
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
export function openedRegistry({ at }: Occurrence): Unplaced[] {
  const registry = (principal: unknown) => ({
    RepositoryName: 'vision-training',
    PolicyText: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: principal, Action: ['ecr:BatchGetImage'] }],
    }),
    Force: false,
  });
  const trust = (account: string) => ({
    RoleName: 'SageMakerTraining',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' },
        { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' },
      ],
    }),
  });
  const ecr = { actor: { person: 'release-1' } as const, source: 'ecr', name: 'SetRepositoryPolicy', response: {} };
  const iam = { actor: { person: 'cloud-sec-1' } as const, source: 'iam', name: 'UpdateAssumeRolePolicy' };
  return [
    { ...ecr, at, request: registry('*') },
    { ...iam, at: at + 4 * minuteMs, request: trust('777788889999') },
    { ...iam, at: at + 19 * minuteMs, request: trust(prodUs.account) },
    { ...ecr, at: at + 25 * minuteMs, request: registry({ AWS: `arn:aws:iam::${prodUs.account}:root` }) },
  ];
}
