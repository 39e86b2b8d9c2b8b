import { describe, expect, test } from 'vitest';
import { type Call, trailRecord } from './people.ts';

const call: Call = {
  seed: 'test',
  place: { account: '111122223333', region: 'eu-west-1' },
  at: Date.parse('2026-11-19T03:00:12.345Z'),
  actor: { person: 'data-eng-2' },
  source: 'sagemaker',
  name: 'CreateModel',
  request: {
    ModelName: 'a',
    PrimaryContainer: { Image: 'i', Environment: { MODEL_VERSION: '1' } },
    Tags: [{ Key: 'team', Value: 'search' }],
  },
  response: { ModelArn: 'arn' },
};

describe('a CloudTrail record', () => {
  test('spells the API members as CloudTrail does and leaves the caller’s own words alone', () => {
    expect(trailRecord(call)).toMatchObject({
      eventVersion: '1.11',
      eventTime: '2026-11-19T03:00:12Z',
      eventSource: 'sagemaker.amazonaws.com',
      requestParameters: {
        modelName: 'a',
        primaryContainer: { image: 'i', environment: { MODEL_VERSION: '1' } },
        tags: [{ key: 'team', value: 'search' }],
      },
      responseElements: { modelArn: 'arn' },
      readOnly: false,
      managementEvent: true,
      recipientAccountId: '111122223333',
      tlsDetails: { tlsVersion: 'TLSv1.3', clientProvidedHostHeader: 'api.sagemaker.eu-west-1.amazonaws.com' },
    });
  });

  test.each([
    ['a read has no response', { name: 'DescribeModel' }, { readOnly: true, responseElements: null }],
    [
      'a refused call has none either',
      { error: { code: 'AccessDenied', message: 'no' } },
      { errorCode: 'AccessDenied', errorMessage: 'no', responseElements: null },
    ],
    ['a call without parameters', { name: 'ListModels', request: null }, { requestParameters: null }],
  ] as const)('%s', (_, change, expected) => expect(trailRecord({ ...call, ...change })).toMatchObject(expected));

  test.each([
    ['a person through a role', { person: 'ml-lead' }, 'AssumedRole', /assumed-role\/AWSReservedSSO_MLAdmin_[0-9a-f]+\/ml-lead$/],
    [
      'a service through its role',
      { service: 'application-autoscaling', role: 'AWSServiceRoleForX' },
      'AssumedRole',
      /AWSServiceRoleForX/,
    ],
    [
      'a workload',
      { workload: 'batch-train', session: 'train-runner' },
      'AssumedRole',
      /assumed-role\/batch-train\/train-runner$/,
    ],
    ['a user', { user: 'legacy-deployer' }, 'IAMUser', /user\/legacy-deployer$/],
    ['the root', { root: true }, 'Root', /:root$/],
  ] as const)('%s', (_, actor, type, arn) => {
    const { userIdentity } = trailRecord({ ...call, actor });
    expect(userIdentity).toMatchObject({ type, arn: expect.stringMatching(arn), accountId: '111122223333' });
  });

  test('a service calls from itself, without TLS details', () => {
    const record = trailRecord({ ...call, actor: { service: 'application-autoscaling', role: 'R' } });
    expect(record).toMatchObject({
      sourceIPAddress: 'application-autoscaling.amazonaws.com',
      userIdentity: { invokedBy: 'application-autoscaling.amazonaws.com' },
    });
    expect(record.tlsDetails).toBeUndefined();
  });

  test('the same call is the same event, another one is not', () => {
    expect(trailRecord(call)).toEqual(trailRecord(call));
    expect(trailRecord({ ...call, discriminator: 'b' }).eventID).not.toBe(trailRecord(call).eventID);
  });
});
