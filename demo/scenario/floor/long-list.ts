import { AwsError } from '#demo/aws-error.ts';
import { positionOf, tokenOfEmptyPage, walkPage } from '#demo/keyset-paging.ts';
import { parametersOf } from '#demo/tokens.ts';
import type { CallContext } from '../types.ts';
import { finishedPlace } from './finished-jobs.ts';
import { type Job, jobStatus } from './job.ts';
import { text, timeOf } from './listing.ts';
import { isAt } from './setting.ts';
import { trainingSummary } from './training-answers.ts';
import { type JobRange, trainingJobs } from './training-jobs.ts';

/** Whether a place has more training jobs than a list can hold at once. */
export const isLongPast = (context: CallContext): boolean =>
  context.scenario.scale.finishedJobs !== undefined && isAt(context, finishedPlace);

const rangeOf = (input: Record<string, unknown>): JobRange => ({
  createdFrom: timeOf(input.CreationTimeAfter, 0),
  createdTo: timeOf(input.CreationTimeBefore, Number.POSITIVE_INFINITY),
  modifiedFrom: timeOf(input.LastModifiedTimeAfter, 0),
  modifiedTo: timeOf(input.LastModifiedTimeBefore, Number.POSITIVE_INFINITY),
});

const isFiltered = (input: Record<string, unknown>): boolean =>
  Object.keys(input).some((name) => /(After|Before|Contains|Equals)$/.test(name));

/** ListTrainingJobs of such a place: by creation time alone, because only time can be counted off without holding all. */
export function longList(seed: string, input: Record<string, unknown>, context: CallContext): Record<string, unknown> {
  const { now, scenario, account, region } = context;
  if (input.SortBy !== undefined && input.SortBy !== 'CreationTime')
    throw new AwsError('ValidationException', 'With --finished-jobs the demo account sorts training jobs by CreationTime alone.');
  const parameters = parametersOf(input, ['NextToken', 'MaxResults']);
  const position = positionOf(input.NextToken, parameters);
  const empty = isFiltered(input) ? tokenOfEmptyPage(parameters, position) : undefined;
  if (empty) return { TrainingJobSummaries: [], NextToken: empty };
  const order = { by: 'createdAt', descending: input.SortOrder === 'Descending' } as const;
  const ask = { seed, scale: scenario.scale, place: { account, region }, now };
  const isWanted = ({ job }: { job: Job }): boolean =>
    job.name.toLowerCase().includes(text(input.NameContains).toLowerCase()) &&
    (input.StatusEquals === undefined || jobStatus(job, now) === input.StatusEquals) &&
    input.WarmPoolStatusEquals === undefined &&
    input.TrainingPlanArnEquals === undefined;
  const size = typeof input.MaxResults === 'number' ? input.MaxResults : 10;
  const items = trainingJobs(ask, rangeOf(input), order, position);
  const page = walkPage({ items, isWanted, size, parameters });
  return {
    TrainingJobSummaries: page.items.map(({ job }) => trainingSummary(job, now)),
    ...(page.nextToken ? { NextToken: page.nextToken } : {}),
  };
}
