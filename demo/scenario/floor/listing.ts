import { paginate } from '#demo/paging.ts';
import { longestJobMs } from './jobs.ts';
import { memoryMs } from './setting.ts';

export type Listed = { name: string; createdAt: number; modifiedAt?: number; status?: string; objective?: number | undefined };

type Sorting = { by: 'Name' | 'CreationTime' | 'Status'; order: 'Ascending' | 'Descending' };

type ListRequest<T extends Listed> = {
  items: readonly T[];
  input: Record<string, unknown>;
  /** The answer's member that holds the list. */
  key: string;
  /** What AWS sorts by when it is not asked. */
  sorting: Sorting;
  summary: (item: T) => Record<string, unknown>;
};

/** A time member of the input in epoch ms, or `otherwise`. */
export const timeOf = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value * 1000 : otherwise);

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What SageMaker's lists have in common: filters by name, status and time, order, pages of 10 unless asked, at most 100. */
export function answerList<T extends Listed>({ items, input, key, sorting, summary }: ListRequest<T>): Record<string, unknown> {
  const wanted = items.filter((item) => isWanted(item, input));
  const sign = (input.SortOrder ?? sorting.order) === 'Ascending' ? 1 : -1;
  const compare = comparisons[text(input.SortBy).toLowerCase().replaceAll('_', '')] ?? comparisons[sorting.by.toLowerCase()];
  if (compare) wanted.sort((a, b) => sign * (compare(a, b) || byText(a.name, b.name)));
  const page = paginate({ items: wanted, input, default: 10, max: 100, emptyPages: true });
  return { [key]: page.items.map(summary), ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }) };
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byTime = (a: Listed, b: Listed): number => a.createdAt - b.createdAt;

const comparisons: Readonly<Record<string, (a: Listed, b: Listed) => number>> = {
  name: (a, b) => byText(a.name, b.name),
  pipelineexecutionarn: (a, b) => byText(a.name, b.name),
  creationtime: byTime,
  createdate: byTime,
  status: (a, b) => byText(a.status ?? '', b.status ?? ''),
  finalobjectivemetricvalue: (a, b) => (a.objective ?? 0) - (b.objective ?? 0),
};

/** Filters by what nothing in the account has: warm pools and training plans. */
const notHeld = ['WarmPoolStatusEquals', 'TrainingPlanArnEquals', 'TrainingPlanArn'];

function isWanted(item: Listed, input: Record<string, unknown>): boolean {
  const modifiedAt = item.modifiedAt ?? item.createdAt;
  return (
    // By objective, trials that returned none are not listed.
    (input.SortBy !== 'FinalObjectiveMetricValue' || item.objective !== undefined) &&
    notHeld.every((filter) => input[filter] === undefined) &&
    item.name.toLowerCase().includes(text(input.NameContains).toLowerCase()) &&
    (input.StatusEquals === undefined || item.status === input.StatusEquals) &&
    item.createdAt >= timeOf(input.CreationTimeAfter ?? input.CreatedAfter, 0) &&
    item.createdAt <= timeOf(input.CreationTimeBefore ?? input.CreatedBefore, Number.POSITIVE_INFINITY) &&
    modifiedAt >= timeOf(input.LastModifiedTimeAfter, 0) &&
    modifiedAt <= timeOf(input.LastModifiedTimeBefore, Number.POSITIVE_INFINITY)
  );
}

/** When jobs that pass the input's time filters can have been created: spares the deriving of all others. */
export function creationRange(input: Record<string, unknown>, now: number): [from: number, to: number] {
  return [
    Math.max(now - memoryMs, timeOf(input.CreationTimeAfter, 0), timeOf(input.LastModifiedTimeAfter, 0) - longestJobMs),
    Math.min(now, timeOf(input.CreationTimeBefore, now)) + 1,
  ];
}
