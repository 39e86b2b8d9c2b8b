import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAccount, type TestAccount } from './account.ts';
import { sendSigned } from './signed.ts';

type Capture = { name: string; request: { method: string; path: string; headers: Record<string, string>; body: string } };

const file = join(import.meta.dirname, '../../../shared/facts/wire-captures.json');
const isHere = existsSync(file);
if (!isHere && process.env.CI === 'true') throw new Error('The wire captures are missing at ../shared/facts');
const captures: Capture[] = isHere ? JSON.parse(readFileSync(file, 'utf8')) : [];
const capture = (name: string) => captures.find((candidate) => candidate.name === name);

/** What the scenario's account answers to each captured request: the shape of success, or AWS's refusal. */
const expected: Readonly<Record<string, { service: string; answer: RegExp; status?: number }>> = {
  'cloudwatch GetMetricData': { service: 'monitoring', answer: /^\{"MetricDataResults":\[\{"Id":"m1","Label":"ModelLatency",/ },
  'cloudwatch DescribeAlarms': { service: 'monitoring', answer: /^\{"MetricAlarms":\[/ },
  'sagemaker ListEndpoints': { service: 'sagemaker', answer: /^\{"Endpoints":\[/ },
  'sagemaker DescribeEndpoint': {
    service: 'sagemaker',
    status: 400,
    answer: /"ValidationException","message":"Could not find endpoint/,
  },
  'cloudtrail LookupEvents': { service: 'cloudtrail', answer: /^\{"Events":\[/ },
  'logs DescribeLogGroups': { service: 'logs', answer: /^\{"logGroups":\[/ },
  'sts AssumeRole': { service: 'sts', status: 403, answer: /<Code>AccessDenied<\/Code>/ },
};

describe.skipIf(!isHere)('requests as the SDK was seen to send them', () => {
  let account: TestAccount;
  beforeAll(async () => {
    account = await startAccount();
  });
  afterAll(() => account.close());

  test.each(Object.entries(expected))('%s', async (name, { service, answer, status = 200 }) => {
    const request = capture(name)?.request;
    if (!request) throw new Error(`No capture named ${name}`);
    const kept = ['content-type', 'x-amz-target', 'x-amzn-query-mode', 'amz-sdk-request'];
    const headers = Object.fromEntries(
      kept.flatMap((header) => (request.headers[header] ? [[header, request.headers[header]]] : [])),
    );
    const { credentials, region } = account.client('111122223333', 'us-east-1');
    const response = await sendSigned({ url: account.url, service, region, credentials, headers, body: request.body });
    expect(response.body.toString().slice(0, 300)).toMatch(answer);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe(service === 'sts' ? 'text/xml' : request.headers['content-type']);
  });
});
