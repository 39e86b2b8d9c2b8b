import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { externalId, readerRole } from '#demo/accounts.ts';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { systemClock } from '#lib/time.ts';
import { getMetricData } from './cloudwatch.ts';
import { type Aws, openAws } from './session.ts';
import { createTally } from './tally.ts';

const id = '111122223333';
let account: TestAccount;
let aws: Aws;

beforeAll(async () => {
  account = await startAccount();
  Object.assign(process.env, account.environment);
  aws = openAws(systemClock, 100);
});
afterAll(async () => {
  vi.useRealTimers();
  aws.close();
  await account.close();
});

test('an AssumeRole that answers without keys is asked again, not kept', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const role = `arn:aws:iam::${id}:role/${readerRole}`;
  const region = aws.region({ id, role, externalId }, 'eu-west-1', createTally());
  const input = { StartTime: new Date(Date.now() - 600_000), EndTime: new Date(), MetricDataQueries: [query] };
  await account.turn('faults', 'malformed=1');
  expect(await region.send(getMetricData, input)).toMatchObject({
    ok: false,
    failure: { operation: 'AssumeRole', word: 'late' },
  });
  await account.turn('faults', '');
  vi.setSystemTime(Date.now() + 21_000);
  expect(await region.send(getMetricData, input)).toMatchObject({ ok: true });
});

const query = {
  Id: 'q1',
  MetricStat: { Metric: { Namespace: 'AWS/SageMaker', MetricName: 'Invocations', Dimensions: [] }, Period: 60, Stat: 'Sum' },
};
