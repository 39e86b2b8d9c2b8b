import { describe, expect, test } from 'vitest';
import { type ParsedEvent, parseRecord } from './record.ts';

const base = {
  eventVersion: '1.11',
  eventID: 'e-1',
  eventTime: '2026-11-19T03:00:12Z',
  eventSource: 'sagemaker.amazonaws.com',
  eventName: 'UpdateEndpoint',
  awsRegion: 'eu-west-1',
  recipientAccountId: '111122223333',
  userIdentity: { type: 'IAMUser', userName: 'ada' },
};

function read(changes: Record<string, unknown>): ParsedEvent {
  const parsed = parseRecord(JSON.stringify({ ...base, ...changes }));
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.event;
}

const reason = (raw: string): string => {
  const parsed = parseRecord(raw);
  return parsed.ok ? 'parsed' : parsed.reason;
};

describe('who, and through what', () => {
  const role = 'arn:aws:sts::111122223333:assumed-role/ci-deploy/data-eng-2';
  test.each([
    ['a session', { type: 'AssumedRole', arn: role }, 'data-eng-2', 'ci-deploy'],
    [
      'Identity Center',
      { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Developer_1b74cd717d47002b/ada' },
      'ada',
      'SSO Developer',
    ],
    [
      'a source identity goes before the session name',
      { type: 'AssumedRole', arn: role, sessionContext: { sourceIdentity: 'ada', sessionIssuer: { userName: 'ci-deploy' } } },
      'ada',
      'ci-deploy',
    ],
    [
      'a session without ARN',
      { type: 'AssumedRole', principalId: 'AROAX:bot', sessionContext: { sessionIssuer: { userName: 'r' } } },
      'bot',
      'r',
    ],
    [
      'a service through its linked role',
      {
        type: 'AssumedRole',
        arn: 'arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForConfig/configLambdaExecution',
        sessionContext: { sessionIssuer: { userName: 'AWSServiceRoleForConfig' } },
        invokedBy: 'config.amazonaws.com',
      },
      'config.amazonaws.com',
      'AWSServiceRoleForConfig',
    ],
    [
      'a service',
      { type: 'AWSService', invokedBy: 'application-autoscaling.amazonaws.com' },
      'application-autoscaling.amazonaws.com',
      null,
    ],
    ['no type', { accountId: '1', invokedBy: 'ec2.amazonaws.com' }, 'ec2.amazonaws.com', null],
    ['root', { type: 'Root', arn: 'arn:aws:iam::111122223333:root' }, 'root', null],
    ['a user without name', { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/path/ada' }, 'ada', null],
    [
      'federation',
      {
        type: 'FederatedUser',
        arn: 'arn:aws:sts::1:federated-user/ada',
        sessionContext: { sessionIssuer: { userName: 'boss' } },
      },
      'ada',
      'boss',
    ],
    ['another account', { type: 'AWSAccount', accountId: '444455556666' }, 'account 444455556666', null],
    ['a type of tomorrow', { type: 'Agent', userName: 'claw' }, 'claw', null],
    ['an inherited name for a type', { type: 'toString', userName: 'x' }, 'x', null],
    ['nobody', null, 'unknown', null],
    ['text where an object belongs', 'root', 'unknown', null],
  ])('%s', (_, userIdentity, who, through) => {
    expect(read({ userIdentity })).toMatchObject({ who, through });
  });
});

describe('result', () => {
  test.each([
    [{}, 'ok'],
    [{ errorCode: 'AccessDenied' }, 'denied'],
    [{ errorCode: 'Client.UnauthorizedOperation' }, 'denied'],
    [{ errorCode: 'ValidationException' }, 'failed'],
    [{ errorMessage: 'something' }, 'failed'],
    [{ eventName: 'ConsoleLogin', responseElements: { ConsoleLogin: 'Failure' } }, 'denied'],
    [{ errorCode: null }, 'ok'],
  ])('%j is %s', (changes, result) => {
    expect(read(changes).result).toBe(result);
  });
});

describe('what was acted on', () => {
  test.each([
    [
      'names go before small-lettered ARNs',
      {
        requestParameters: { endpointName: 'Ranker', endpointConfigName: 'Ranker-2' },
        responseElements: { endpointArn: 'arn:aws:sagemaker:eu-west-1:111122223333:endpoint/ranker' },
      },
      ['endpoint/Ranker', 'endpoint_config/Ranker-2'],
    ],
    [
      'the kind acted on comes first',
      {
        eventName: 'CreateEndpointConfig',
        requestParameters: { endpointConfigName: 'c', productionVariants: [{ modelName: 'm' }], endpointName: 'e' },
      },
      ['endpoint_config/c', 'endpoint/e'],
    ],
    [
      'tags by ARN',
      { eventName: 'AddTags', requestParameters: { resourceArn: 'arn:aws:sagemaker:us-east-1:444455556666:model/m' } },
      ['model/m'],
    ],
    [
      'an execution',
      {
        eventName: 'StartPipelineExecution',
        requestParameters: { pipelineName: 'p' },
        responseElements: { pipelineExecutionArn: 'arn:aws:sagemaker:eu-west-1:111122223333:pipeline/p/execution/abc' },
      },
      ['pipeline/p', 'pipeline_execution/abc'],
    ],
    [
      'scaling',
      {
        eventSource: 'application-autoscaling.amazonaws.com',
        eventName: 'PutScalingPolicy',
        requestParameters: { resourceId: 'endpoint/ranker/variant/AllTraffic' },
      },
      ['endpoint/ranker'],
    ],
    [
      'alarms',
      { eventSource: 'monitoring.amazonaws.com', eventName: 'DeleteAlarms', requestParameters: { alarmNames: ['a', 'b'] } },
      ['alarm/a', 'alarm/b'],
    ],
    ['another service’s clusterName', { eventSource: 'eks.amazonaws.com', requestParameters: { clusterName: 'x' } }, []],
    ['a name no resource can have', { requestParameters: { endpointName: 'x'.repeat(5000) } }, []],
  ])('%s', (_, changes, expected) => {
    const found = read(changes).resources.map(({ kind, name }) => `${kind}/${name.length > 200 ? '' : name}`);
    expect(found).toEqual(expected);
  });

  test('an ARN says whose it is', () => {
    const event = read({ requestParameters: { arn: 'arn:aws:sagemaker:us-east-1:444455556666:model/m' } });
    expect(event.resources).toEqual([{ account: '444455556666', region: 'us-east-1', kind: 'model', name: 'm' }]);
  });

  test('ARNPrefix counts as a target', () => {
    expect(read({ resources: [{ ARNPrefix: 'arn:aws:s3:::b/', type: 'AWS::S3::Object' }] }).targets).toEqual(['arn:aws:s3:::b/']);
  });
});

describe('shapes', () => {
  test.each([
    ['fractions', '2026-11-19T03:00:12.345Z', '2026-11-19T03:00:12.345Z'],
    ['a space', '2025-02-19 20:13:49', '2025-02-19T20:13:49.000Z'],
    ['an offset', '2026-11-19T03:00:12+01:00', '2026-11-19T02:00:12.000Z'],
  ])('time with %s', (_, eventTime, iso) => {
    expect(read({ eventTime }).at.toISOString()).toBe(iso);
  });

  test('an EventBridge envelope and a LookupEvents item hold the record', () => {
    for (const wrapped of [
      { 'detail-type': 'AWS API Call via CloudTrail', detail: base },
      { CloudTrailEvent: JSON.stringify(base) },
    ]) {
      expect(parseRecord(JSON.stringify(wrapped))).toEqual(parseRecord(JSON.stringify(base)));
    }
  });

  test.each([
    ['{"a":', 'Not JSON'],
    ['[]', 'Not a JSON object'],
    ['{}', 'no eventName'],
    [JSON.stringify({ ...base, eventID: undefined }), 'no eventID'],
    [JSON.stringify({ ...base, eventTime: 'yesterday' }), 'is not a time'],
    [JSON.stringify({ ...base, recipientAccountId: '12', userIdentity: null }), 'recipientAccountId'],
    [JSON.stringify({ CloudTrailEvent: '{' }), 'Not JSON'],
  ])('%s is refused with a reason', (raw, words) => {
    expect(reason(raw)).toContain(words);
  });

  test('hostile text is text: no NUL, no lone surrogate, bounded', () => {
    const event = read({
      userAgent: `\u0000<script>${'a'.repeat(5000)}`,
      userIdentity: { type: 'IAMUser', userName: 'a\ud800b' },
    });
    expect(event.userAgent).toMatch(/^\uFFFD<script>a+…$/);
    expect(event.userAgent?.length).toBe(1024);
    expect(event.who).toBe('a\uFFFDb');
  });
});
