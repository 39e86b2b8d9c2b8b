import { tagsOfJob } from '../../scenario/floor/floor-tags.ts';
import type { Job } from '../../scenario/floor/job.ts';
import { trainingDetails, trainingSummary } from '../../scenario/floor/training-answers.ts';
import { countTrainingJobs, type JobRange, trainingJobs } from '../../scenario/floor/training-jobs.ts';
import type { CallContext, Tag } from '../../scenario/types.ts';

/** Something that Search can find: where it stands in the order asked for, and what it is. */
export type Found = {
  at: number;
  name: string;
  /** Properties that cost nothing to tell; the whole record has all of them. */
  known: Record<string, unknown>;
  record: () => Record<string, unknown>;
};
export type FindAsk = {
  context: CallContext;
  range: JobRange;
  by: 'CreationTime' | 'LastModifiedTime';
  descending: boolean;
  after: { at: number; name: string } | null;
};
export type SearchSource = {
  /** Where a SearchRecord holds it. */
  member: string;
  find(ask: FindAsk): Iterable<Found>;
  /** How many there are within the range; undefined where they must be looked at to be counted. */
  count?(ask: FindAsk): number;
};

type Loose = Record<string, unknown>;

const ask = (context: CallContext, operation: string, input: Loose): Loose =>
  context.scenario.parts.map((part) => part.operations[`sagemaker.${operation}`]).find(Boolean)?.(input, context) ?? {};

export function* listed(context: CallContext, operation: string, items: string, input: Loose = {}): Generator<Loose> {
  let NextToken: unknown;
  do {
    const page = ask(context, operation, { ...input, MaxResults: 100, ...(NextToken ? { NextToken } : {}) });
    yield* (page[items] as Loose[] | undefined) ?? [];
    NextToken = page.NextToken;
  } while (NextToken);
}

export const tagsOf = ({ scenario, account, region, now }: CallContext, arn: string): readonly Tag[] => {
  for (const part of scenario.parts) {
    const tags = part.tags?.({ account, region }, arn, now);
    if (tags) return tags;
  }
  return [];
};

const without = (record: Loose, members: readonly string[]): Loose =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !members.includes(name)));

/** A record as Search answers it: of Describe's members those that it has, and the tags. */
const recordOf = (described: Loose, Tags: readonly Tag[], unknown: readonly string[]): Loose => ({
  ...without(described, unknown),
  ...(Tags.length > 0 ? { Tags } : {}),
});

/** What DescribeTrainingJob alone answers (service model of November 2026). */
const onlyDescribed = [
  ...['BillableTokenCount', 'InfraCheckConfig', 'MlflowConfig', 'MlflowDetails', 'ProfilerRuleConfigurations'],
  ...['ProfilerRuleEvaluationStatuses', 'ProfilingStatus', 'ProgressInfo', 'RemoteDebugConfig', 'ServerlessJobConfig'],
];

const place = ({ account, region }: CallContext) => ({ account, region });
const jobsAsk = ({ context }: FindAsk) => ({
  ...{ seed: context.scenario.seed, scale: context.scenario.scale, place: place(context), now: context.now },
});

const trainingJob: SearchSource = {
  member: 'TrainingJob',
  *find(request) {
    const { context, range, by, descending, after } = request;
    // An account whose scenario has no jobs answers none.
    if (!context.scenario.parts.some((part) => part.operations['sagemaker.ListTrainingJobs'])) return;
    const order = { by: by === 'CreationTime' ? 'createdAt' : 'modifiedAt', descending } as const;
    const found = (job: Job) => (): Loose => recordOf(trainingDetails(job, context.now), tagsOfJob(job), onlyDescribed);
    for (const { at, name, job } of trainingJobs(jobsAsk(request), range, order, after)) {
      yield { at, name, known: trainingSummary(job, context.now), record: found(job) };
    }
  },
  count: (request) => countTrainingJobs(jobsAsk(request), request.range),
};

type Row = {
  member: string;
  list: string;
  items: string;
  describe: string;
  key: string;
  arn: string;
  unknown: readonly string[];
  /** false: its SearchRecord has no member for them. */
  hasTags?: false;
  within?: { list: string; items: string; key: string };
};

/** Kinds of which an account has few enough to be looked at one by one. */
const few = (row: Row): SearchSource => ({
  member: row.member,
  *find({ context, by, descending, after }) {
    const holders = row.within ? [...listed(context, row.within.list, row.within.items)] : [{}];
    const sign = descending ? -1 : 1;
    const found = holders.flatMap((holder): Found[] => {
      const input = row.within ? { [row.within.key]: holder[row.within.key] } : {};
      return [...listed(context, row.list, row.items, input)].map((item) => {
        let whole: Loose | undefined;
        const record = (): Loose => {
          if (whole) return whole;
          const described = ask(context, row.describe, { [row.key]: item[row.key] });
          const tags = row.hasTags === false ? [] : tagsOf(context, String(described[row.arn]));
          whole = recordOf(described, tags, row.unknown);
          return whole;
        };
        const created = by === 'CreationTime' ? (item.CreationTime ?? item.StartTime) : undefined;
        return { at: Number(created ?? record()[by] ?? 0) * 1000, name: String(item[row.key]), known: {}, record };
      });
    });
    const compare = (a: Found['at'] | string, b: typeof a): number => (a < b ? -1 : a > b ? 1 : 0);
    const order = (a: { at: number; name: string }, b: typeof a): number =>
      sign * (compare(a.at, b.at) || compare(a.name, b.name));
    yield* found.filter((one) => after === null || order(one, after) > 0).sort(order);
  },
});

/** Resource → what answers for it. Of the other kinds that Search knows the demo account has none. */
export const searchSources: Readonly<Record<string, SearchSource>> = {
  TrainingJob: trainingJob,
  HyperParameterTuningJob: few({
    ...{ member: 'HyperParameterTuningJob', list: 'ListHyperParameterTuningJobs', items: 'HyperParameterTuningJobSummaries' },
    ...{ describe: 'DescribeHyperParameterTuningJob', key: 'HyperParameterTuningJobName', arn: 'HyperParameterTuningJobArn' },
    unknown: ['Autotune'],
  }),
  Pipeline: few({
    ...{ member: 'Pipeline', list: 'ListPipelines', items: 'PipelineSummaries', describe: 'DescribePipeline' },
    ...{ key: 'PipelineName', arn: 'PipelineArn' },
    unknown: ['PipelineDefinition', 'PipelineVersionDescription', 'PipelineVersionDisplayName'],
  }),
  PipelineExecution: few({
    ...{ member: 'PipelineExecution', list: 'ListPipelineExecutions', items: 'PipelineExecutionSummaries' },
    ...{ describe: 'DescribePipelineExecution', key: 'PipelineExecutionArn', arn: 'PipelineExecutionArn' },
    unknown: ['MLflowConfig'],
    hasTags: false,
    within: { list: 'ListPipelines', items: 'PipelineSummaries', key: 'PipelineName' },
  }),
};
