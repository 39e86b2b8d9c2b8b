import { AwsError } from '../../aws-error.ts';
import type { MetricIdentity } from '../../scenario/types.ts';
import { invalidValue, missingParameter, validationError } from './errors.ts';
import { idsIn, parseExpression, type Term } from './math-parse.ts';
import { parseStatistic, type Statistic } from './statistics.ts';

type Asked = { id: string; label: string; isReturned: boolean; periodSeconds: number };
export type StatQuery = Asked & {
  kind: 'stat';
  metric: MetricIdentity;
  unit: string | undefined;
  statistic: Statistic;
  statisticName: string;
};
/** `periodSeconds` is the longest of what it names. */
export type MathQuery = Asked & { kind: 'math'; term: Term };
export type MetricQuery = StatQuery | MathQuery;

/** Times in epoch milliseconds, as asked for. */
export type MetricDataRequest = {
  queries: readonly MetricQuery[];
  startAt: number;
  endAt: number;
  isDescending: boolean;
  maxDatapoints: number;
};

const maxQueries = 500;
const maxDatapoints = 100_800;
const maxDimensions = 30;

/** @throws AwsError with every fault of the request, one a line, as CloudWatch lists them */
export function readMetricDataRequest(input: Record<string, unknown>): MetricDataRequest {
  const given = input.MetricDataQueries;
  if (!Array.isArray(given) || given.length === 0) throw missingParameter('MetricDataQueries');
  if (given.length > maxQueries) {
    throw validationError(`The collection MetricDataQueries must not have a size greater than ${maxQueries}.`);
  }
  const startAt = timeOf(input, 'StartTime');
  const endAt = timeOf(input, 'EndTime');
  if (startAt >= endAt) throw validationError('The parameter StartTime must be less than the parameter EndTime.');
  const faults: string[] = [];
  const queries = given.map((query, index) => readQuery(query, `MetricDataQueries.member.${index + 1}`, faults));
  if (new Set(queries.map((query) => query.id)).size < queries.length) {
    faults.push('The values for parameter id in MetricDataQueries are not unique.');
  }
  faults.push(...danglingNames(queries));
  if (faults.length > 0) throw validationError(faults.join('\n'));
  if (!queries.some((query) => query.isReturned)) {
    throw validationError('At least one element of MetricDataQueries must have ReturnData set to true.');
  }
  return { queries: withPeriods(queries), startAt, endAt, isDescending: isDescending(input), maxDatapoints: sizeOf(input) };
}

export function timeOf(input: Record<string, unknown>, name: string): number {
  const seconds = input[name];
  if (seconds === undefined || seconds === null) throw missingParameter(name);
  if (typeof seconds === 'number' && Number.isFinite(seconds)) return seconds * 1000;
  throw new AwsError('SerializationException', `The value of ${name} could not be read as a timestamp.`);
}

function isDescending(input: Record<string, unknown>): boolean {
  const order = input.ScanBy ?? 'TimestampDescending';
  if (order === 'TimestampDescending' || order === 'TimestampAscending') return order === 'TimestampDescending';
  throw invalidValue(`The value ${order} for parameter ScanBy is not supported.`);
}

function sizeOf(input: Record<string, unknown>): number {
  const size = input.MaxDatapoints ?? maxDatapoints;
  if (typeof size === 'number' && Number.isInteger(size) && size >= 1 && size <= maxDatapoints) return size;
  throw validationError(`The parameter MaxDatapoints must be between 1 and ${maxDatapoints}.`);
}

function readQuery(query: Record<string, unknown>, path: string, faults: string[]): MetricQuery {
  const id = String(query?.Id ?? '');
  if (!/^[a-z][a-zA-Z0-9_]*$/.test(id)) {
    faults.push(`The value ${id} for parameter ${path}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`);
  }
  const label = typeof query?.Label === 'string' ? query.Label : undefined;
  const isReturned = query?.ReturnData !== false;
  const stat = recordOf(query?.MetricStat);
  if (typeof query?.Expression === 'string') {
    if (stat) faults.push(`The parameter ${path} must have either Expression or MetricStat, not both.`);
    const term = readExpression(query.Expression, id, faults);
    const periodSeconds = query.Period === undefined ? 0 : readPeriod(query.Period, `${path}.Period`, faults);
    return { kind: 'math', id, label: label ?? id, isReturned, periodSeconds, term };
  }
  if (!stat) faults.push(`The parameter ${path}.MetricStat is required.`);
  const metric = readMetric(recordOf(stat?.Metric), `${path}.MetricStat.Metric`, stat ? faults : []);
  return {
    kind: 'stat',
    id,
    label: label ?? metric.metricName,
    isReturned,
    metric,
    unit: typeof stat?.Unit === 'string' ? stat.Unit : undefined,
    periodSeconds: readPeriod(stat?.Period, `${path}.MetricStat.Period`, stat ? faults : []),
    statisticName: String(stat?.Stat),
    statistic: readStatistic(stat?.Stat, `${path}.MetricStat.Stat`, stat ? faults : []),
  };
}

function readExpression(text: string, id: string, faults: string[]): Term {
  try {
    return parseExpression(text);
  } catch (error) {
    faults.push(expressionFault(id, error));
    return { kind: 'number', value: 0 };
  }
}

export const expressionFault = (id: string, error: unknown): string =>
  `Error in expression '${id}': ${error instanceof Error ? error.message : error}`;

/** Names in expressions that no query has, or that lead back to the expression itself. */
function danglingNames(queries: readonly MetricQuery[]): string[] {
  const byId = new Map(queries.map((query) => [query.id, query]));
  const leadsTo = (id: string, wanted: string, depth: number): boolean => {
    const query = byId.get(id);
    if (query?.kind !== 'math' || depth > queries.length) return false;
    return idsIn(query.term).some((name) => name === wanted || leadsTo(name, wanted, depth + 1));
  };
  return queries.flatMap((query) => {
    if (query.kind !== 'math') return [];
    const unknown = [...new Set(idsIn(query.term))].filter((name) => !byId.has(name));
    if (unknown.length > 0) return [expressionFault(query.id, `Undefined variable name/s: [${unknown.join(', ')}]`)];
    return leadsTo(query.id, query.id, 0) ? [expressionFault(query.id, 'The expression refers to itself.')] : [];
  });
}

function withPeriods(queries: readonly MetricQuery[]): MetricQuery[] {
  const byId = new Map(queries.map((query) => [query.id, query]));
  const all = queries.filter((query) => query.kind === 'stat');
  const periodOf = (query: MetricQuery): number => {
    if (query.periodSeconds > 0 || query.kind === 'stat') return query.periodSeconds;
    const named = idsIn(query.term).flatMap((name) => byId.get(name) ?? []);
    return Math.max(60, ...(named.length > 0 ? named : all).map(periodOf));
  };
  return queries.map((query) => ({ ...query, periodSeconds: periodOf(query) }));
}

function readMetric(metric: Record<string, unknown> | undefined, path: string, faults: string[]): MetricIdentity {
  for (const name of ['Namespace', 'MetricName']) {
    if (typeof metric?.[name] !== 'string' || metric[name] === '') faults.push(`The parameter ${path}.${name} is required.`);
  }
  const dimensions = Array.isArray(metric?.Dimensions) ? metric.Dimensions : [];
  if (dimensions.length > maxDimensions) {
    faults.push(`The collection ${path}.Dimensions must not have a size greater than ${maxDimensions}.`);
  }
  for (const [index, dimension] of dimensions.entries()) {
    for (const name of ['Name', 'Value']) {
      if (typeof dimension?.[name] !== 'string')
        faults.push(`The parameter ${path}.Dimensions.member.${index + 1}.${name} is required.`);
    }
  }
  return { namespace: String(metric?.Namespace), metricName: String(metric?.MetricName), dimensions };
}

function readPeriod(period: unknown, path: string, faults: string[]): number {
  if (period === undefined || period === null) faults.push(`The parameter ${path} is required.`);
  else if (typeof period !== 'number' || !isPeriod(period)) {
    faults.push(
      `The value ${period} for parameter ${path} is not supported. Period must be 1, 5, 10, 20, 30 or a multiple of 60.`,
    );
  }
  return Number(period);
}

export const isPeriod = (period: number): boolean =>
  [1, 5, 10, 20, 30].includes(period) || (Number.isInteger(period) && period > 0 && period % 60 === 0);

function readStatistic(text: unknown, path: string, faults: string[]): Statistic {
  const statistic = typeof text === 'string' ? parseStatistic(text) : undefined;
  if (!statistic) faults.push(`The value ${text} for parameter ${path} is not a valid statistic.`);
  return statistic ?? (() => undefined);
}

const recordOf = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
