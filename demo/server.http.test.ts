import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetAccountSummaryCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateEndpointCommand,
  ListDevicesCommand,
  ListEndpointConfigsCommand,
  ListEndpointsCommand,
  ListModelsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { externalId, readerKey } from './accounts.ts';
import type { ScenarioPart } from './scenario/types.ts';
import { startAccount, type TestAccount } from './testing/account.ts';

const nothing: ScenarioPart = {
  operations: { 'sagemaker.ListEndpoints': () => ({ Endpoints: [] }) },
  metrics: () => [],
  findMetric: () => undefined,
  events: () => [],
  logGroups: () => [],
  logLines: () => undefined,
  alarms: () => [],
};

const roleArn = 'arn:aws:iam::111122223333:role/TrailwatchReadOnly';
let account: TestAccount;
beforeAll(async () => {
  account = await startAccount({ parts: [nothing], hasQuotas: true });
});
afterAll(() => account.close());

const reader = () => ({
  endpoint: account.url,
  region: 'eu-west-1',
  maxAttempts: 1,
  credentials: { accessKeyId: readerKey.accessKeyId, secretAccessKey: readerKey.secretAccessKey },
});

const listEndpoints = (config: ConstructorParameters<typeof SageMakerClient>[0]) =>
  new SageMakerClient(config ?? {}).send(new ListEndpointsCommand({}));

describe('STS', () => {
  const assume = (input: Partial<ConstructorParameters<typeof AssumeRoleCommand>[0]>) =>
    new STSClient(reader()).send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'trailwatch', ExternalId: externalId, ...input }),
    );

  test('a role is assumed and its session calls', async () => {
    const { Credentials: session, AssumedRoleUser: user } = await assume({ DurationSeconds: 900 });
    expect(user?.Arn).toBe('arn:aws:sts::111122223333:assumed-role/TrailwatchReadOnly/trailwatch');
    const lifeMs = (session?.Expiration?.getTime() ?? 0) - Date.now();
    expect(lifeMs).toBeGreaterThan(890_000);
    expect(lifeMs).toBeLessThanOrEqual(900_000);
    const credentials = {
      accessKeyId: session?.AccessKeyId ?? '',
      secretAccessKey: session?.SecretAccessKey ?? '',
      sessionToken: session?.SessionToken ?? '',
    };
    const config = { ...reader(), credentials };
    expect(await listEndpoints(config)).toMatchObject({ Endpoints: [] });
    const identity = await new STSClient(config).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: '111122223333', Arn: user?.Arn });
  });

  test.each([
    ['no external ID', { ExternalId: undefined }, 'AccessDenied', 403],
    ['a wrong external ID', { ExternalId: 'other' }, 'AccessDenied', 403],
    ['a role that is not there', { RoleArn: `${roleArn}X` }, 'AccessDenied', 403],
    ['an unknown account', { RoleArn: 'arn:aws:iam::000000000000:role/TrailwatchReadOnly' }, 'AccessDenied', 403],
    ['too long a session', { DurationSeconds: 43_200 }, 'ValidationError', 400],
    ['too short a session', { DurationSeconds: 10 }, 'ValidationError', 400],
    ['a bad session name', { RoleSessionName: 'a b' }, 'ValidationError', 400],
  ])('%s', async (_, input, name, status) => {
    const answer = assume(input);
    await expect(answer).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
    if (name === 'AccessDenied') {
      await expect(answer).rejects.toThrow(
        /^User: arn:aws:iam::999988887777:user\/trailwatch is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::/,
      );
    }
  });
});

describe('who may call', () => {
  const wrongSecret = () => ({ ...reader(), credentials: { ...reader().credentials, secretAccessKey: 'wrong' } });
  const unknownKey = () => ({ ...reader(), credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' } });
  const forgedToken = () => {
    const config = account.client();
    return { ...config, credentials: { ...config.credentials, sessionToken: `${config.credentials.sessionToken}A` } };
  };
  const late = () => ({ ...account.client(), systemClockOffset: -3_600_000 });
  const early = () => ({ ...account.client(), systemClockOffset: 3_600_000 });

  test.each([
    ['wrong secret', wrongSecret, 'InvalidSignatureException', 'SignatureDoesNotMatch'],
    ['unknown key', unknownKey, 'UnrecognizedClientException', 'InvalidClientTokenId'],
    ['forged token', forgedToken, 'UnrecognizedClientException', 'InvalidClientTokenId'],
    ['a clock an hour late', late, 'InvalidSignatureException', 'SignatureDoesNotMatch'],
    ['a clock an hour early', early, 'InvalidSignatureException', 'SignatureDoesNotMatch'],
    [
      'a Region that is off',
      () => account.client('111122223333', 'me-south-1'),
      'UnrecognizedClientException',
      'InvalidClientTokenId',
    ],
  ])('%s', async (_, config, jsonName, queryName) => {
    await expect(listEndpoints(config())).rejects.toMatchObject({ name: jsonName, $metadata: { httpStatusCode: 400 } });
    await expect(new STSClient(config()).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: queryName,
      $metadata: { httpStatusCode: 403 },
    });
  });

  test('a Region that nobody uses is empty, not refused: those that every account has cannot be switched off', async () => {
    const whole = await startAccount();
    const unused = whole.client('111122223333', 'ap-south-1');
    try {
      expect(await listEndpoints(unused)).toMatchObject({ Endpoints: [] });
      const logs = await new CloudWatchLogsClient(unused).send(new DescribeLogGroupsCommand({}));
      expect(logs.logGroups).toEqual([]);
    } finally {
      await whole.close();
    }
  });

  test('a page token is good for its own list, account and Region alone', async () => {
    const whole = await startAccount();
    try {
      const list = (place: [string, string], input: { MaxResults?: number; NextToken?: string | undefined }) =>
        new SageMakerClient(whole.client(...place)).send(new ListModelsCommand(input));
      const { NextToken } = await list(['111122223333', 'eu-west-1'], { MaxResults: 1 });
      expect(await list(['111122223333', 'eu-west-1'], { NextToken })).toHaveProperty('Models');
      for (const place of [
        ['444455556666', 'eu-west-1'],
        ['111122223333', 'us-east-1'],
      ] as [string, string][]) {
        await expect(list(place, { NextToken })).rejects.toMatchObject({ name: 'ValidationException' });
      }
      const other = new SageMakerClient(whole.client()).send(new ListEndpointConfigsCommand({ NextToken }));
      await expect(other).rejects.toMatchObject({ name: 'ValidationException' });
    } finally {
      await whole.close();
    }
  });

  test('an expired session', async () => {
    const shortLived = account.client('111122223333', 'eu-west-1', -1000);
    await expect(listEndpoints(shortLived)).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  });

  test('the reader by itself may only assume roles', async () => {
    await expect(listEndpoints(reader())).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(listEndpoints(reader())).rejects.toThrow(
      'User: arn:aws:iam::999988887777:user/trailwatch is not authorized to perform: sagemaker:ListEndpoints on resource: ' +
        'arn:aws:sagemaker:eu-west-1:999988887777:endpoint/* because no identity-based policy allows the sagemaker:ListEndpoints action',
    );
  });

  test('the role may not write, nor read other services', async () => {
    const create = new CreateEndpointCommand({ EndpointName: 'a', EndpointConfigName: 'b' });
    await expect(new SageMakerClient(account.client()).send(create)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(new IAMClient(account.client()).send(new GetAccountSummaryCommand({}))).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
  });

  test('what is not served is unknown', async () => {
    await expect(new SageMakerClient(account.client()).send(new ListDevicesCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('unsigned', async () => {
    const headers = { 'x-amz-target': 'SageMaker.ListEndpoints', 'content-type': 'application/x-amz-json-1.1' };
    const answer = await fetch(account.url, { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });
});

describe('knobs', () => {
  afterEach(async () => {
    await account.turn('faults', '');
    await account.turn('deny', '');
  });

  test('a denied action, in one account only', async () => {
    await account.turn('deny', '444455556666:sagemaker:List*');
    await expect(listEndpoints(account.client('444455556666'))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(listEndpoints(account.client('111122223333', 'us-east-1'))).resolves.toBeDefined();
  });

  test.each([
    ['throttle', { name: 'ThrottlingException', message: 'Rate exceeded' }],
    ['error', { $fault: 'server' }],
    ['cut', { name: 'Error' }],
    ['malformed', { name: 'SyntaxError' }],
  ])('%s', async (fault, expected) => {
    await account.turn('faults', `${fault}=1`);
    const error = await listEndpoints(account.client('444455556666', 'us-east-1')).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    if (fault !== 'cut') expect(error).toMatchObject(expected);
  });

  test('a throttle of CloudWatch has its name in Query', async () => {
    await account.turn('faults', 'throttle=1');
    const call = new CloudWatchClient(account.client()).send(new ListMetricsCommand({}));
    await expect(call).rejects.toMatchObject({ name: 'Throttling' });
  });

  test('latency holds every answer, and none for the others', async () => {
    await account.turn('faults', 'latency=150ms');
    const startedAt = performance.now();
    const calls = 40;
    const sts = new STSClient(account.client());
    await Promise.all(Array.from({ length: calls }, () => sts.send(new GetCallerIdentityCommand({}))));
    const tookMs = performance.now() - startedAt;
    expect(tookMs).toBeGreaterThanOrEqual(149);
    expect(tookMs).toBeLessThan((calls * 150) / 2);
  });

  test('a wrong text is refused', async () => {
    await expect(account.turn('faults', 'throttle=2')).rejects.toThrow('throttle=2');
    await expect(account.turn('deny', 'everything')).rejects.toThrow('everything');
  });
});

test('List calls are throttled at two a second, each API and Region for itself', async () => {
  const calls = await Promise.allSettled(
    Array.from({ length: 8 }, () => listEndpoints(account.client('444455556666', 'eu-west-1'))),
  );
  const refused = calls.filter((call) => call.status === 'rejected');
  expect(refused.length).toBeGreaterThanOrEqual(3);
  for (const call of refused) expect(call.reason).toMatchObject({ name: 'ThrottlingException' });
});
