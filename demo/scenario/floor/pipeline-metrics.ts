import type { MetricIdentity, MetricSource, Place } from '../types.ts';
import { dimension, dimensionsOf, hasDimensions, named, single } from './metric-source.ts';
import { type Execution, executionsOf } from './pipeline-execution.ts';
import { type PipelineRow, pipelines } from './pipelines.ts';
import { isAt } from './setting.ts';

const namespace = 'AWS/Sagemaker/ModelBuildingPipeline';
const minuteMs = 60_000;
const longestMs = 12 * 3_600_000;

/** Something that happened at a moment and took so long. */
type Mark = { at: number; lastedMs: number; ends: string };
type Marks = (from: number, to: number) => { started: readonly Mark[]; ended: readonly Mark[] };

const around = (seed: string, rows: readonly PipelineRow[], from: number, to: number): Execution[] =>
  rows.flatMap((row) => executionsOf(seed, row, from - longestMs, to));

const within = (marks: readonly Mark[], from: number, to: number): Mark[] =>
  marks.filter((mark) => mark.at >= from && mark.at < to);

const executionMarks =
  (seed: string, rows: readonly PipelineRow[]): Marks =>
  (from, to) => {
    const all = around(seed, rows, from, to);
    const mark = (one: Execution, at: number): Mark => ({ at, lastedMs: one.endedAt - one.createdAt, ends: one.ends });
    return {
      started: within(
        all.map((one) => mark(one, one.createdAt)),
        from,
        to,
      ),
      ended: within(
        all.map((one) => mark(one, one.endedAt)),
        from,
        to,
      ),
    };
  };

const stepMarks =
  (seed: string, row: PipelineRow, stepName: string): Marks =>
  (from, to) => {
    const runs = around(seed, [row], from, to).flatMap((one) => one.steps.filter((step) => step.row.name === stepName));
    return {
      started: within(
        runs.map((run) => ({ at: run.from, lastedMs: 0, ends: run.ends })),
        from,
        to,
      ),
      ended: within(
        runs.map((run) => ({ at: run.to, lastedMs: run.to - run.from, ends: run.ends })),
        from,
        to,
      ),
    };
  };

const hourMs = 3_600_000;

/** A chart asks minute by minute: the marks of an hour are found once. */
function hourly(marks: Marks): Marks {
  let hour = Number.NaN;
  let known: ReturnType<Marks> = { started: [], ended: [] };
  return (from, to) => {
    if (Math.floor(from / hourMs) !== hour) {
      hour = Math.floor(from / hourMs);
      known = marks(hour * hourMs, (hour + 1) * hourMs);
    }
    return { started: within(known.started, from, to), ended: within(known.ended, from, to) };
  };
}

type Subject = { prefix: 'Execution' | 'Step'; dimensions: Readonly<Record<string, string>>; since: number; marks: Marks };

/** Counters are written as ones in the minute of what they count, durations when it ends. */
function sourcesOf({ prefix, dimensions, since, marks }: Subject): MetricSource[] {
  const source = (word: string, figure: (at: ReturnType<Marks>) => number[], unit = 'Count'): MetricSource => ({
    namespace,
    metricName: `${prefix}${word}`,
    dimensions: dimensionsOf(dimensions),
    unit,
    activeFrom: since,
    activeTo: Number.POSITIVE_INFINITY,
    isSparse: true,
    datum: (minute) => {
      const values = figure(marks(minute * minuteMs, (minute + 1) * minuteMs));
      if (values.length === 0) return undefined;
      return values.length === 1 ? single(values[0] ?? 0) : { values: values.sort((a, b) => a - b), counts: values.map(() => 1) };
    },
  });
  const ones = (all: readonly Mark[], ends?: string): number[] =>
    all.filter((mark) => ends === undefined || mark.ends === ends).map(() => 1);
  return [
    source('Started', ({ started }) => ones(started)),
    source('Succeeded', ({ ended }) => ones(ended, 'Succeeded')),
    source('Failed', ({ ended }) => ones(ended, 'Failed')),
    source('Stopped', ({ ended }) => ones(ended, 'Stopped')),
    source('Duration', ({ ended }) => ended.map((mark) => mark.lastedMs), 'Milliseconds'),
  ];
}

const account = (seed: string, rows: readonly PipelineRow[]): Subject => ({
  prefix: 'Execution',
  dimensions: {},
  since: Math.min(...rows.map((row) => row.createdAt)),
  marks: hourly(executionMarks(seed, rows)),
});
const pipeline = (seed: string, row: PipelineRow): Subject => ({
  prefix: 'Execution',
  dimensions: { PipelineName: row.name },
  since: row.createdAt,
  marks: hourly(executionMarks(seed, [row])),
});
const step = (seed: string, row: PipelineRow, name: string): Subject => ({
  prefix: 'Step',
  dimensions: { PipelineName: row.name, StepName: name },
  since: row.createdAt,
  marks: hourly(stepMarks(seed, row, name)),
});

const rowsAt = (place: Place): PipelineRow[] => pipelines.filter((row) => isAt(row.place, place));

/** Executions of the account and of each pipeline, and the steps of each. */
export function pipelineMetrics(seed: string, place: Place, to: number): MetricSource[] {
  const rows = rowsAt(place).filter((row) => row.createdAt < to);
  if (rows.length === 0) return [];
  const subjects = rows.flatMap((row) => [pipeline(seed, row), ...row.steps.map((one) => step(seed, row, one.name))]);
  return [account(seed, rows), ...subjects].flatMap(sourcesOf);
}

export function findPipelineMetric(seed: string, place: Place, identity: MetricIdentity): MetricSource | undefined {
  const rows = rowsAt(place);
  if (identity.namespace !== namespace || rows.length === 0) return undefined;
  if (identity.dimensions.length === 0) return named(sourcesOf(account(seed, rows)), identity.metricName);
  const row = rows.find((one) => one.name === dimension(identity, 'PipelineName'));
  if (!row) return undefined;
  if (hasDimensions(identity, ['PipelineName'])) return named(sourcesOf(pipeline(seed, row)), identity.metricName);
  const name = dimension(identity, 'StepName');
  const isStep = hasDimensions(identity, ['PipelineName', 'StepName']) && row.steps.some((one) => one.name === name);
  return isStep && name !== undefined ? named(sourcesOf(step(seed, row, name)), identity.metricName) : undefined;
}
