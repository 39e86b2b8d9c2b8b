import { decode, encode } from 'cborg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixedClock } from '#lib/time.ts';
import { startAccount, type TestAccount } from '../testing/account.ts';
import { partOfSeries, seriesOf } from '../testing/series.ts';
import { type RawCall, sendSigned } from '../testing/signed.ts';

const now = Date.parse('2026-11-19T07:42:30Z');
let account: TestAccount;
beforeAll(async () => {
  const series = seriesOf('Latency', () => ({ values: [1.5], counts: [2] }));
  account = await startAccount({ parts: [partOfSeries([series])], clock: fixedClock(now) });
});
afterAll(() => account.close());

const send = (call: Partial<RawCall>) => {
  const { credentials, region } = account.client();
  return sendSigned({ url: account.url, service: 'monitoring', region, credentials, ...call });
};

const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
const queryFields = (action: string, fields: Record<string, string>) =>
  new URLSearchParams({ Action: action, Version: '2010-08-01', ...fields }).toString();
const metric = 'MetricDataQueries.member.1.MetricStat';
const dataFields = {
  'MetricDataQueries.member.1.Id': 'q',
  [`${metric}.Metric.Namespace`]: 'AWS/SageMaker',
  [`${metric}.Metric.MetricName`]: 'Latency',
  [`${metric}.Metric.Dimensions.member.1.Name`]: 'EndpointName',
  [`${metric}.Metric.Dimensions.member.1.Value`]: 'e',
  [`${metric}.Period`]: '60',
  [`${metric}.Stat`]: 'Average',
  StartTime: '2026-11-19T06:00:00Z',
  EndTime: '2026-11-19T06:02:00Z',
};

describe('CloudWatch as older tools speak it (Query)', () => {
  const answerOf = async (body: string) => {
    const answer = await send({ headers: form, body });
    return { status: answer.status, xml: answer.body.toString() };
  };

  test('an answer', async () => {
    const { status, xml } = await answerOf(queryFields('GetMetricData', dataFields));
    expect(status).toBe(200);
    expect(xml).toContain('<GetMetricDataResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><GetMetricDataResult>');
    expect(xml).toContain(
      '<Timestamps><member>2026-11-19T06:01:00.000Z</member><member>2026-11-19T06:00:00.000Z</member></Timestamps>',
    );
    expect(xml).toContain('<Values><member>1.5</member><member>1.5</member></Values>');
  });

  test('over GET', async () => {
    const answer = await send({ method: 'GET', path: `/?${queryFields('ListMetrics', { MetricName: 'Latency' })}` });
    expect(answer.body.toString()).toContain('<Metrics><member><Namespace>AWS/SageMaker</Namespace>');
  });

  test.each([
    ['an unknown action', queryFields('GetNothing', {}), 403, 'AccessDenied'],
    ['an unknown read', queryFields('DescribeAlarmContributors', {}), 400, 'InvalidAction'],
    ['a missing parameter', queryFields('GetMetricData', {}), 400, 'MissingParameter'],
    ['a bad value', queryFields('GetMetricData', { ...dataFields, [`${metric}.Stat`]: '<&>' }), 400, 'ValidationError'],
    ['a number that is none', queryFields('GetMetricData', { ...dataFields, [`${metric}.Period`]: 'x' }), 400, 'MalformedInput'],
  ])('%s', async (_, body, status, code) => {
    const answer = await answerOf(body);
    expect(answer.status).toBe(status);
    expect(answer.xml).toContain(`<Error><Type>Sender</Type><Code>${code}</Code>`);
    expect(answer.xml).not.toContain('<&>');
  });
});

describe('CloudWatch as botocore speaks it (RPC v2 CBOR)', () => {
  const call = async (operation: string, input: unknown) => {
    const headers = { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor', accept: 'application/cbor' };
    const path = `/service/GraniteServiceVersion20100801/operation/${operation}`;
    const answer = await send({ path, headers, body: Buffer.from(encode(input)) });
    const tags = { 1: (inner: () => unknown) => ({ time: inner() }) };
    return { ...answer, output: decode(new Uint8Array(answer.body), { tags }) };
  };
  const Metric = { Namespace: 'AWS/SageMaker', MetricName: 'Latency', Dimensions: [{ Name: 'EndpointName', Value: 'e' }] };
  const input = {
    MetricDataQueries: [{ Id: 'q', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }],
    StartTime: Date.parse('2026-11-19T06:00:00Z') / 1000,
    EndTime: Date.parse('2026-11-19T06:01:00Z') / 1000,
  };

  test('an answer, with times as times', async () => {
    const { status, headers, output } = await call('GetMetricData', input);
    expect(status).toBe(200);
    expect(headers.get('smithy-protocol')).toBe('rpc-v2-cbor');
    const [result] = output.MetricDataResults;
    expect(result).toMatchObject({ Values: [3], Timestamps: [{ time: input.StartTime }], StatusCode: 'Complete' });
  });

  test('an error', async () => {
    const { status, headers, output } = await call('GetMetricData', { ...input, StartTime: input.EndTime });
    expect(status).toBe(400);
    expect(headers.get('x-amzn-query-error')).toBe('ValidationError;Sender');
    expect(output.__type).toBe('ValidationException');
  });

  test('an unknown operation', async () => {
    expect((await call('DescribeAlarmContributors', {})).output.__type).toBe('UnknownOperationException');
  });
});

describe('JSON', () => {
  const target = (name: string) => ({ 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': name });

  test.each([
    ['no JSON', 'SageMaker.ListEndpoints', 'sagemaker', '{"a":', 'UnknownOperationException'],
    ['no JSON', 'GraniteServiceVersion20100801.ListMetrics', 'monitoring', '{"a":', 'SerializationException'],
    ['not an object', 'GraniteServiceVersion20100801.ListMetrics', 'monitoring', '[1]', 'SerializationException'],
    ["another service's target", 'Logs_20140328.DescribeLogGroups', 'monitoring', '{}', 'UnknownOperationException'],
    ['no operation', 'GraniteServiceVersion20100801.', 'monitoring', '{}', 'UnknownOperationException'],
  ])('%s to %s', async (_, name, service, body, code) => {
    const answer = await send({ service, headers: target(name), body });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body.toString()).__type).toBe(code);
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('a body changed on the way is noticed', async () => {
    const { credentials, region } = account.client();
    const call = { url: account.url, service: 'monitoring', region, credentials: { ...credentials, secretAccessKey: 'other' } };
    const answer = await sendSigned({ ...call, headers: target('GraniteServiceVersion20100801.ListMetrics'), body: '{}' });
    expect(JSON.parse(answer.body.toString()).__type).toBe('InvalidSignatureException');
  });
});

test('a path of a service that is not served', async () => {
  const answer = await send({ service: 'sagemaker', path: '/endpoints/e/invocations', body: '{}' });
  expect(answer.status).toBe(404);
  expect(answer.headers.get('x-amzn-errortype')).toBe('UnknownOperationException');
});

test('an unknown path takes no control of the account', async () => {
  expect((await fetch(`${account.url}/__demo/other`, { method: 'POST' })).status).toBe(404);
  expect((await fetch(`${account.url}/__demo/faults`)).status).toBe(404);
  const foreign = { method: 'POST', headers: { origin: 'https://example.com' }, body: 'error=1' };
  expect((await fetch(`${account.url}/__demo/faults`, foreign)).status).toBe(404);
});
