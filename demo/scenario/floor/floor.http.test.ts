import { CloudTrailClient, LookupEventsCommand, paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeTrainingJobCommand,
  ListTagsCommand,
  paginateListTrainingJobs,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAccount } from '#demo/testing/account.ts';
import { fixedClock } from '#lib/time.ts';

const now = Date.parse('2026-11-19T07:42:10Z');
let account: Awaited<ReturnType<typeof startAccount>>;
beforeAll(async () => {
  account = await startAccount({ seed: 'floor', clock: fixedClock(now) });
});
afterAll(() => account.close());

test('the SDK turns the pages of a filtered list to its end, empty ones too', async () => {
  const client = new SageMakerClient(account.client());
  const input = { LastModifiedTimeAfter: new Date(now - 86_400_000), MaxResults: 5 };
  const names: string[] = [];
  let emptyPages = 0;
  for await (const page of paginateListTrainingJobs({ client }, input)) {
    if (page.TrainingJobSummaries?.length === 0) emptyPages += 1;
    names.push(...(page.TrainingJobSummaries ?? []).map((job) => job.TrainingJobName ?? ''));
  }
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(40);
  expect(emptyPages).toBeGreaterThan(0);
  const details = await client.send(new DescribeTrainingJobCommand({ TrainingJobName: names[0] }));
  expect(details.CreationTime).toBeInstanceOf(Date);
  const { Tags } = await client.send(new ListTagsCommand({ ResourceArn: details.TrainingJobArn }));
  expect(Tags?.[0]?.Key).toBe('team');
});

test('the SDK reads events and lines', async () => {
  const trail = new CloudTrailClient(account.client());
  const input = { StartTime: new Date(now - 6 * 3_600_000), EndTime: new Date(now) };
  let events = 0;
  for await (const page of paginateLookupEvents({ client: trail }, input)) events += page.Events?.length ?? 0;
  expect(events).toBeGreaterThan(50);
  const wrong = new LookupEventsCommand({ MaxResults: 99 });
  await expect(trail.send(wrong)).rejects.toMatchObject({ name: 'InvalidMaxResultsException' });
  const logs = new CloudWatchLogsClient(account.client('111122223333', 'us-east-1'));
  const filter = {
    logGroupName: '/aws/sagemaker/TrainingJobs',
    startTime: now - 26 * 3_600_000,
    filterPattern: '"out of memory"',
  };
  const lines: string[] = [];
  for await (const page of paginateFilterLogEvents({ client: logs }, filter))
    lines.push(...(page.events ?? []).map((event) => event.message ?? ''));
  expect(lines.length).toBeGreaterThan(0);
});
