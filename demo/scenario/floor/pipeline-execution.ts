import { idOf, streamOf, subStream, whole } from '../random.ts';
import type { Place } from '../types.ts';
import type { Job } from './job.ts';
import { phasesOf } from './job-phases.ts';
import { type PipelineRow, pipelines, type StepRow, stepFamily } from './pipelines.ts';
import { arnOf, isAt } from './setting.ts';

export type StepRun = {
  row: StepRow;
  from: number;
  to: number;
  ends: 'Succeeded' | 'Failed' | 'Stopped';
  job?: Job;
};

export type Execution = {
  pipeline: PipelineRow;
  id: string;
  arn: string;
  createdAt: number;
  endedAt: number;
  ends: 'Succeeded' | 'Failed' | 'Stopped';
  steps: readonly StepRun[];
};

const minuteMs = 60_000;
/** Odd, so that multiplying by it modulo 2^60 can be undone: an execution's id holds its pipeline and minute. */
const factor = 0x5851f42d4c957f2dn % (1n << 60n);
const modulus = 1n << 60n;
const inverse = ((): bigint => {
  let guess = factor;
  for (let round = 0; round < 6; round += 1) guess = (guess * (2n - factor * guess)) & (modulus - 1n);
  return guess;
})();

const idFor = (pipeline: number, minute: number): string =>
  ((((BigInt(pipeline) << 40n) + BigInt(minute) + 1n) * factor) & (modulus - 1n)).toString(36).padStart(12, '0');

function minuteIn(id: string): { pipeline: number; minute: number } | undefined {
  if (!/^[0-9a-z]{12}$/.test(id)) return undefined;
  const value = [...id].reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n);
  const plain = ((value * inverse) & (modulus - 1n)) - 1n;
  return { pipeline: Number(plain >> 40n), minute: Number(plain & ((1n << 40n) - 1n)) };
}

const isTurn = (of: { every: number; at: number } | undefined, slot: number): boolean =>
  of !== undefined && ((slot % of.every) + of.every) % of.every === of.at;

/** The execution of a slot, with its steps and their jobs. */
function executionAt(seed: string, pipeline: PipelineRow, slot: number): Execution {
  const index = pipelines.indexOf(pipeline);
  const stream = subStream(streamOf(seed, pipeline.name), slot);
  const minute = slot * pipeline.everyMinutes + pipeline.offsetMinutes + whole(stream, 0, 3);
  const id = idFor(index, minute);
  const arn = arnOf(pipeline.place, `pipeline/${pipeline.name}/execution/${id}`);
  const createdAt = minute * minuteMs + whole(stream, 1, 50) * 1000;
  const steps: StepRun[] = [];
  let from = createdAt + 4000;
  for (const [number, row] of pipeline.steps.entries()) {
    const run = stepRun({ pipeline, row, id, arn, from, slot, stream: subStream(stream, 10 + number) });
    steps.push(run);
    from = run.to + 3000;
    if (run.ends !== 'Succeeded') break;
  }
  const last = steps.at(-1);
  return { pipeline, id, arn, createdAt, endedAt: (last?.to ?? createdAt) + 5000, ends: last?.ends ?? 'Succeeded', steps };
}

type StepContext = { pipeline: PipelineRow; row: StepRow; id: string; arn: string; from: number; slot: number; stream: number };

function stepRun({ pipeline, row, id, arn, from, slot, stream }: StepContext): StepRun {
  if (!row.job) return { row, from, to: from + 1500, ends: 'Succeeded' };
  const isFailing = isTurn(pipeline.fails, slot) && pipeline.fails?.step === row.name;
  const isStopped = isTurn(pipeline.stops, slot) && pipeline.stops?.step === row.name;
  const mishap = isFailing ? pipeline.fails?.how : isStopped ? ('stopped' as const) : undefined;
  const family = stepFamily(pipeline, row);
  const phases = phasesOf(family, mishap, from + 2000, stream);
  const endedAt = phases.at(-1)?.from ?? from;
  const job: Job = {
    kind: row.job,
    name: `pipelines-${id}-${row.name}-${idOf(10, id, row.name)}`,
    place: pipeline.place,
    team: pipeline.team,
    by: pipeline.by,
    family,
    createdAt: from + 2000,
    endedAt,
    phases,
    stream,
    parent: { kind: 'pipeline', name: pipeline.name, arn },
    hyperParameters: {},
    without: [],
    ...(mishap ? { mishap } : {}),
  };
  return { row, from, to: endedAt + 2000, ends: isFailing ? 'Failed' : isStopped ? 'Stopped' : 'Succeeded', job };
}

/** Executions of one pipeline that began in [from, to), oldest first. */
export function executionsOf(seed: string, pipeline: PipelineRow, from: number, to: number): Execution[] {
  const every = pipeline.everyMinutes * minuteMs;
  const first = Math.floor((from - pipeline.offsetMinutes * minuteMs) / every) - 1;
  const last = Math.floor((to - pipeline.offsetMinutes * minuteMs) / every);
  const found: Execution[] = [];
  for (let slot = first; slot <= last; slot += 1) {
    const execution = executionAt(seed, pipeline, slot);
    if (execution.createdAt >= Math.max(from, pipeline.createdAt) && execution.createdAt < to) found.push(execution);
  }
  return found;
}

export const executionsBetween = (seed: string, place: Place, from: number, to: number): Execution[] =>
  pipelines.filter((row) => isAt(row.place, place)).flatMap((row) => executionsOf(seed, row, from, to));

/** The execution with that id, if it had begun by `now`. */
export function executionWithId(seed: string, place: Place, id: string, now: number): Execution | undefined {
  const found = minuteIn(id);
  const pipeline = found && pipelines[found.pipeline];
  if (!pipeline || !isAt(pipeline.place, place)) return undefined;
  const at = found.minute * minuteMs;
  return executionsOf(seed, pipeline, at, at + minuteMs).find((one) => one.id === id && one.createdAt <= now);
}

/** The job of that name, if a pipeline's step started it. */
export function stepJobNamed(seed: string, place: Place, name: string, now: number): Job | undefined {
  const id = /^pipelines-([0-9a-z]{12})-/.exec(name)?.[1];
  if (id === undefined) return undefined;
  return executionWithId(seed, place, id, now)?.steps.find((step) => step.job?.name === name && step.job.createdAt <= now)?.job;
}
