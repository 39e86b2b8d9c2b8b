import { hexOf, pick, uniform } from '../random.ts';
import type { LogLine, Place } from '../types.ts';
import { type Job, workBegan, workPhases } from './job.ts';
import type { JobKind } from './job-family.ts';
import { hostName } from './job-metrics.ts';
import { jobNamed, jobsAlive } from './jobs.ts';
import { epochs, lossAt, progressAt } from './training-loss.ts';

type LoggedKind = Exclude<JobKind, 'tuning'>;
export const jobLogGroups: Readonly<Record<string, LoggedKind>> = {
  '/aws/sagemaker/TrainingJobs': 'training',
  '/aws/sagemaker/ProcessingJobs': 'processing',
  '/aws/sagemaker/TransformJobs': 'transform',
  '/aws/sagemaker/CompilationJobs': 'compilation',
};

/** Stream names carry when the host began, in epoch seconds. */
const streamName = (job: Job, host: number): string =>
  job.kind === 'compilation'
    ? job.name
    : `${job.name}/${hostName(job, host)}-${Math.floor((workBegan(job) ?? job.createdAt) / 1000)}`;

const clock = (at: number): string => new Date(at).toISOString().slice(0, 23).replace('T', ' ').replace('.', ',');

type Line = readonly [at: number, message: string];

const opening = (job: Job, host: string, at: number): Line[] => [
  [at + 900, 'bash: cannot set terminal process group (-1): Inappropriate ioctl for device'],
  [at + 2100, `${clock(at + 2100)} sagemaker-training-toolkit INFO     Imported framework sagemaker_pytorch_container.training`],
  [at + 2600, `${clock(at + 2600)} sagemaker-training-toolkit INFO     Invoking user script on ${host}: train.py`],
  [at + 5300, `SM_HOSTS=${JSON.stringify(Array.from({ length: job.family.count }, (_, index) => hostName(job, index)))}`],
];

const epochLines = (job: Job, host: number): Line[] => {
  const [first, last] = [workPhases(job)[0], workPhases(job).at(-1)];
  if (!first || !last) return [];
  const found: Line[] = [];
  for (let at = first.from; at < last.to; at += 60_000) {
    const [before, after] = [progressAt(job, at), progressAt(job, at + 60_000)].map((share) => Math.floor(share * epochs));
    if (after === before || after === undefined) continue;
    const when = at + 59_000 + host;
    const speed = 2400 + uniform(job.stream, after) * 380;
    const lr = (0.0008 * 0.93 ** after).toExponential(2);
    found.push([
      when,
      `epoch=${after}/${epochs} train_loss=${lossAt(job, at + 60_000)} val_loss=${(lossAt(job, at + 60_000) * 1.08 + 0.01).toFixed(4)} lr=${lr} ${speed.toFixed(0)} samples/s`,
    ]);
    if (after % 6 === 0)
      found.push([when + 400, `[${clock(when + 400)}] WARNING dataloader: worker waited 1.${after} s for s3 (slow shard)`]);
  }
  return found;
};

const work = ['read', 'joined', 'cleaned', 'wrote', 'scored'] as const;

function batchLines(job: Job): Line[] {
  const began = workBegan(job) ?? job.createdAt;
  const phases = workPhases(job);
  const lines: Line[] = [];
  for (const phase of phases) {
    for (let at = phase.from + 20_000; at < phase.to; at += 75_000) {
      const part = Math.round((at - began) / 75_000);
      const rows = 20_000 + Math.floor(uniform(job.stream, part) * 60_000);
      lines.push([at, `${clock(at)} INFO ${pick(work, job.stream, part)} part-${String(part).padStart(5, '0')} (${rows} rows)`]);
    }
  }
  return lines;
}

const compilerLines = (job: Job): Line[] => {
  const at = workPhases(job)[0]?.from ?? job.createdAt;
  return [
    [at + 500, `Neo compilation of ${job.family.framework} model for ${job.family.target}`],
    [at + 9000, 'Loading model: 1 input, opset 17'],
    [at + 41_000, 'Optimizing graph: 214 nodes, 9 fused'],
  ];
};

const trace = (job: Job): readonly string[] => {
  const head = 'Traceback (most recent call last):';
  const cases: Partial<Record<NonNullable<Job['mishap']>, readonly string[]>> = {
    gpu_memory: [
      head,
      '  File "/opt/ml/code/train.py", line 214, in <module>\n    main(parse_args())',
      '  File "/opt/ml/code/graph/model.py", line 97, in forward\n    h = self.attention(h[:, src], h[:, dst], edge_attr)',
      'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.38 GiB. GPU 0 has a total capacity of 14.75 GiB of which 1.07 GiB is free.',
      'ERROR    Reporting training FAILURE: ExecuteUserScriptError, ExitCode 1',
    ],
    memory: [
      'ERROR ocr-worker-3: tesseract page cache at 61.9 GiB of 62.0 GiB',
      'Killed',
      '[FATAL tini (7)] child exited with signal: Killed; container exit code 137 (OutOfMemory)',
    ],
    script: [
      head,
      '  File "/opt/ml/processing/input/code/clean.py", line 88, in normalise\n    key = row["gtin"]',
      "KeyError: 'gtin'",
      'ERROR exit code 1',
    ],
    operator: [
      "ERROR OperatorNotImplemented:('One or more operators are not supported in frontend ONNX: NonMaxSuppression (1)')",
    ],
    spot: [],
    stopped: ['SIGTERM received, saving the last checkpoint', 'checkpoint saved; leaving'],
    too_long: ['SIGTERM received: MaxRuntimeInSeconds reached, saving the last checkpoint'],
  };
  return (job.mishap && cases[job.mishap]) ?? [];
};

function ending(job: Job): Line[] {
  const last = workPhases(job).at(-1);
  if (!last) return [];
  const lines = trace(job);
  if (lines.length > 0) return lines.map((message, index) => [last.to - 4000 + index * 12, message] as const);
  return [[last.to - 1500, `${clock(last.to - 1500)} sagemaker-training-toolkit INFO     Reporting ${job.kind} SUCCESS`]];
}

function hostLines(job: Job, host: number): Line[] {
  const began = workBegan(job);
  if (job.kind === 'compilation') return [...compilerLines(job), ...(job.mishap ? ending(job) : [])];
  if (began === undefined) return [];
  const body = job.kind === 'training' ? epochLines(job, host) : batchLines(job);
  const restart = job.phases.find((phase) => phase.name === 'Interrupted');
  const spot: Line[] = restart
    ? [
        [
          restart.from + 200,
          `Spot interruption notice received; request ${hexOf(8, job.name)}; checkpoint written to /opt/ml/checkpoints`,
        ],
      ]
    : [];
  return [...opening(job, hostName(job, host), began), ...body, ...spot, ...(host === 0 || !job.mishap ? ending(job) : [])];
}

const linesOf = (job: Job): LogLine[] =>
  Array.from({ length: job.kind === 'compilation' ? 1 : job.family.count }, (_, host) => host).flatMap((host) => {
    const stream = streamName(job, host);
    return hostLines(job, host).map(([at, message]) => ({ at: Math.floor(at), stream, message }));
  });

/** Lines of a group that hosts of jobs wrote within [from, to). */
export function jobLogLines(seed: string, place: Place, group: string, from: number, to: number): LogLine[] | undefined {
  const kind = jobLogGroups[group];
  if (!kind) return undefined;
  return jobsAlive(seed, place, kind, from - 60_000, to)
    .flatMap(linesOf)
    .filter((line) => line.at >= from && line.at < to);
}

/** Whether a job's host writes a stream of that name. */
export function hasJobStream(seed: string, place: Place, group: string, stream: string, now: number): boolean | undefined {
  const kind = jobLogGroups[group];
  if (!kind) return undefined;
  const job = jobNamed(seed, place, kind, stream.split('/')[0] ?? '', now);
  return job !== undefined && linesOf(job).some((line) => line.stream === stream);
}

/** When streams whose names begin with a job's name can hold lines. */
export function jobStreamSpan(seed: string, place: Place, group: string, prefix: string, now: number) {
  const kind = jobLogGroups[group];
  const job = kind && jobNamed(seed, place, kind, prefix.split('/')[0] ?? '', now);
  return job && { from: job.createdAt, to: job.endedAt + 60_000 };
}
