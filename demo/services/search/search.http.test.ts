import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import {
  DescribeTrainingJobCommand,
  ListTrainingJobsCommand,
  type ListTrainingJobsCommandInput,
  SageMakerClient,
  SearchCommand,
  type SearchCommandInput,
  type SearchRecord,
} from '@aws-sdk/client-sagemaker';
import { afterAll, describe, expect, test } from 'vitest';
import { startAccount } from '#demo/testing/account.ts';
import { hasModels, validateOutput } from '#demo/testing/models.ts';
import { sendSigned } from '#demo/testing/signed.ts';

let now = Date.parse('2026-11-19T07:42:10Z');
const finished = { count: 2000, before: Date.parse('2026-11-01T00:00:00Z') };
const account = await startAccount({ seed: 'demo', clock: { now: () => now, speed: 1 }, finishedJobs: finished });
afterAll(() => account.close());
/** Where the long past is. */
const there = ['444455556666', 'us-east-1'] as const;
const client = new SageMakerClient(account.client(...there));
const tagging = new ResourceGroupsTaggingAPIClient(account.client());
const elsewhere = new SageMakerClient(account.client());

/** An answer as it stands on the wire, for the models. */
async function wire(service: string, target: string, input: object, at: string = 'eu-west-1'): Promise<Record<string, unknown>> {
  const { region, credentials } = account.client('111122223333', at);
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
  const answer = await sendSigned({ url: account.url, service, region, credentials, headers, body: JSON.stringify(input) });
  return JSON.parse(answer.body.toString());
}

async function searched(input: Omit<SearchCommandInput, 'MaxResults'>): Promise<SearchRecord[]> {
  const found: SearchRecord[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new SearchCommand({ ...input, MaxResults: 100, NextToken }));
    found.push(...(page.Results ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}

async function listed(input: Omit<ListTrainingJobsCommandInput, 'MaxResults'>) {
  const pages: string[][] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListTrainingJobsCommand({ ...input, MaxResults: 20, NextToken }));
    pages.push((page.TrainingJobSummaries ?? []).map(({ TrainingJobName: name }) => name ?? ''));
    NextToken = page.NextToken;
  } while (NextToken);
  return { names: pages.flat(), empty: pages.filter((names) => names.length === 0).length };
}

const time = (at: string, Operator: 'GreaterThanOrEqualTo' | 'LessThanOrEqualTo', Name = 'CreationTime') => ({
  Name,
  Operator,
  Value: at,
});
const names = (records: readonly SearchRecord[]): string[] => records.map(({ TrainingJob: job }) => job?.TrainingJobName ?? '');
const within = {
  Filters: [time('2026-09-01T00:00:00', 'GreaterThanOrEqualTo'), time('2026-10-20T00:00:00', 'LessThanOrEqualTo')],
};

describe('Search', () => {
  test('finds what the list lists, each once, in order of time', async () => {
    const found = await searched({ Resource: 'TrainingJob', SearchExpression: within, SortBy: 'CreationTime' });
    const { names: list, empty } = await listed({
      CreationTimeAfter: new Date('2026-09-01T00:00:00Z'),
      CreationTimeBefore: new Date('2026-10-20T00:00:00Z'),
      SortOrder: 'Descending',
    });
    expect(names(found)).toEqual(list);
    expect(new Set(list).size).toBe(list.length);
    expect(list.length).toBeGreaterThan(80);
    expect(empty).toBeGreaterThan(0);
    const times = found.map(({ TrainingJob: job }) => job?.CreationTime?.getTime() ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  test('answers the record that Describe answers, with its tags, and without what Describe alone knows', async () => {
    const [first] = await searched({
      Resource: 'TrainingJob',
      SearchExpression: { Filters: [{ Name: 'TrainingJobName', Operator: 'Contains', Value: '-run-0000003' }] },
    });
    const { Tags, ...job } = first?.TrainingJob ?? {};
    const { $metadata, ProfilingStatus, ...described } = await client.send(
      new DescribeTrainingJobCommand({ TrainingJobName: job.TrainingJobName }),
    );
    expect(ProfilingStatus).toBe('Disabled');
    expect(job).toEqual(described);
    expect(Tags).toContainEqual({ Key: 'team', Value: expect.any(String) });
  });

  test('knows how many there are when bounds of time are all it is asked for', async () => {
    const page = await client.send(new SearchCommand({ Resource: 'TrainingJob', SearchExpression: within, MaxResults: 1 }));
    expect(page.TotalHits).toEqual({
      Value: (await searched({ Resource: 'TrainingJob', SearchExpression: within })).length,
      Relation: 'EqualTo',
    });
  });

  test.each([
    ['Failed ones', { Filters: [...within.Filters, { Name: 'TrainingJobStatus', Operator: 'Equals', Value: 'Failed' }] }],
    ['by tag', { Filters: [...within.Filters, { Name: 'Tags.team', Operator: 'In', Value: 'fraud, vision' }] }],
    ['without a tag', { Filters: [...within.Filters, { Name: 'Tags.team', Operator: 'NotExists' }] }],
    [
      'one of two',
      {
        Filters: within.Filters,
        SubExpressions: [
          {
            Operator: 'Or',
            Filters: [
              { Name: 'ResourceConfig.InstanceType', Operator: 'Contains', Value: 'p4d' },
              { Name: 'FailureReason', Operator: 'Exists' },
            ],
          },
        ],
      },
    ],
    [
      'nested',
      {
        Filters: within.Filters,
        NestedFilters: [
          {
            NestedPropertyName: 'InputDataConfig',
            Filters: [
              { Name: 'InputDataConfig.ChannelName', Operator: 'Equals', Value: 'train' },
              { Name: 'InputDataConfig.DataSource.S3DataSource.S3Uri', Operator: 'Contains', Value: 'fraud' },
            ],
          },
        ],
      },
    ],
  ] as const)('%s', async (_, expression) => {
    const input = { Resource: 'TrainingJob', SearchExpression: expression as never } as const;
    const some = await searched(input);
    const all = await searched({ Resource: 'TrainingJob', SearchExpression: within });
    expect(some.length).toBeGreaterThan(0);
    expect(some.length).toBeLessThan(all.length);
    expect(names(some)).toEqual(names(all).filter((name) => names(some).includes(name)));
  });

  test.each(['TrainingJob', 'HyperParameterTuningJob', 'Pipeline', 'PipelineExecution', 'Experiment'] as const)(
    '%s follows the service model',
    { skip: !hasModels(), timeout: 90_000 },
    async (Resource) => {
      const body = await wire(
        'sagemaker',
        'SageMaker.Search',
        { Resource, MaxResults: 20, SortBy: 'CreationTime' },
        Resource === 'HyperParameterTuningJob' ? 'us-east-1' : 'eu-west-1',
      );
      expect(validateOutput('sagemaker', 'Search', body)).toEqual([]);
      expect((body.Results as unknown[]).length > 0).toBe(Resource !== 'Experiment');
    },
  );

  test.each([
    [{ SearchExpression: {} }, /at least one subexpression/],
    [{ SearchExpression: { Filters: [{ Name: 'CreationTime', Operator: 'GreaterThan' }] } }, /value must be given/],
    [{ SearchExpression: { Filters: [{ Name: 'CreationTime', Operator: 'GreaterThan', Value: 'noon' }] } }, /Invalid value noon/],
    [{ MaxResults: 101 }, /less than or equal to 100/],
    [{ NextToken: 'made-up' }, /Invalid pagination token/],
  ] as const)('refuses %j', async (input, message) => {
    await expect(client.send(new SearchCommand({ Resource: 'TrainingJob', ...(input as object) }))).rejects.toThrow(message);
  });
});

describe('GetResources', () => {
  test('finds what carries tags of the types asked for, and nothing that never had one', async () => {
    const client = new ResourceGroupsTaggingAPIClient(account.client(...there));
    const arns: string[] = [];
    let PaginationToken: string | undefined;
    do {
      const ResourceTypeFilters = ['sagemaker:endpoint', 'sagemaker:training-job'];
      const TagFilters = [{ Key: 'team', Values: ['vision'] }];
      const page = await client.send(
        new GetResourcesCommand({ ResourceTypeFilters, TagFilters, ResourcesPerPage: 100, PaginationToken }),
      );
      arns.push(...(page.ResourceTagMappingList ?? []).map(({ ResourceARN: arn }) => arn ?? ''));
      PaginationToken = page.PaginationToken || undefined;
    } while (PaginationToken);
    const ofVision = { Filters: [{ Name: 'Tags.team', Operator: 'Equals' as const, Value: 'vision' }] };
    const found = await searched({ Resource: 'TrainingJob', SearchExpression: ofVision });
    const jobs = arns.filter((arn) => arn.includes(':training-job/')).map((arn) => arn.split('/').at(-1));
    expect(jobs.toSorted()).toEqual(names(found).toSorted());
    expect(arns.some((arn) => arn.includes(':endpoint/'))).toBe(true);
    expect(new Set(arns).size).toBe(arns.length);
  });

  test('answers named resources, leaves out what it does not know, and takes nothing beside their names', async () => {
    const arn = (await elsewhere.send(new SearchCommand({ Resource: 'Pipeline' }))).Results?.[0]?.Pipeline?.PipelineArn ?? '';
    const page = await tagging.send(new GetResourcesCommand({ ResourceARNList: [arn, `${arn}-gone`] }));
    expect(page.ResourceTagMappingList?.map((one) => one.ResourceARN)).toEqual([arn]);
    await expect(tagging.send(new GetResourcesCommand({ ResourceARNList: [arn], ResourcesPerPage: 10 }))).rejects.toThrow(
      /cannot be given together/,
    );
  });

  test('a token lives for a quarter of an hour', async () => {
    const { PaginationToken } = await tagging.send(new GetResourcesCommand({ ResourcesPerPage: 5 }));
    now += 14 * 60_000;
    await tagging.send(new GetResourcesCommand({ ResourcesPerPage: 5, PaginationToken }));
    now += 2 * 60_000;
    await expect(tagging.send(new GetResourcesCommand({ ResourcesPerPage: 5, PaginationToken }))).rejects.toMatchObject({
      name: 'PaginationTokenExpiredException',
    });
  });

  test('follows the service model', { skip: !hasModels() }, async () => {
    const body = await wire('tagging', 'ResourceGroupsTaggingAPI_20170126.GetResources', { ResourcesPerPage: 100 });
    expect(validateOutput('tagging', 'GetResources', body)).toEqual([]);
  });
});
