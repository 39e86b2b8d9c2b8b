import { countOf, normal, subStream, uniform } from '../random.ts';
import type { Datum } from '../types.ts';
import { each, gauges, lognormal, zeroOrOne } from './distribution.ts';
import { type Definition, type Make, type Subject, sagemaker } from './series.ts';
import { type Situation, situationOf } from './situation.ts';

/** Streams of noise within an endpoint; the same failures must be seen by every series that counts them. */
const salt = {
  errors4xx: 40,
  errors5xx: 41,
  model: 42,
  latency: 43,
  overhead: 44,
  cold: 45,
  stream: 46,
  load: 47,
  hit: 48,
} as const;

export const noiseOf = ({ spec, variant, part }: Subject, kind: keyof typeof salt): number =>
  subStream(spec.stream, salt[kind] * 100 + variant * 10 + part);

export type Row = (subject: Subject, now: Situation) => Datum | undefined;

const onTraffic = (metricName: string, unit: string, row: Row): Definition => ({
  namespace: sagemaker,
  metricName,
  unit,
  isTraffic: true,
  make: whenRunning(row),
});

/** Skips minutes without requests, and minutes in which the variant runs on another type than the series says. */
const whenRunning =
  (row: Row): Make =>
  (subject, minute) => {
    const now = situationOf(subject.spec, subject.variant, minute);
    if (now.requests <= 0 || (subject.type && subject.type !== now.capacity.type)) return undefined;
    return row(subject, now);
  };

export const errors5xx = (subject: Subject, now: Situation): number =>
  Math.min(now.requests, countOf(now.requests * now.share5xx, noiseOf(subject, 'errors5xx'), now.minute));
const errors4xx = (subject: Subject, now: Situation): number =>
  Math.min(
    now.requests - errors5xx(subject, now),
    countOf(now.requests * now.share4xx, noiseOf(subject, 'errors4xx'), now.minute),
  );
/** Most 5xx answers are the model's; the others never reached it. */
const modelErrors = (subject: Subject, now: Situation): number =>
  Math.round(errors5xx(subject, now) * (0.85 + 0.15 * uniform(noiseOf(subject, 'model'), now.minute)));

const latency: Row = (subject, now) =>
  lognormal(now.requests, { median: now.medianUs, sigma: now.sigma, stream: noiseOf(subject, 'latency'), minute: now.minute });

const coldStarts = (subject: Subject, now: Situation): number =>
  Math.min(now.requests, countOf(now.requests * now.coldShare, noiseOf(subject, 'cold'), now.minute));

const overhead: Row = (subject, now) => {
  const median = subject.spec.kind === 'serverless' ? 14_000 : 2_600;
  return lognormal(now.requests, { median, sigma: 0.45, stream: noiseOf(subject, 'overhead'), minute: now.minute });
};

/** Requests in flight, looked at every ten seconds. */
const concurrency: Row = (subject, now) => {
  const mean = ((now.requests / 60) * now.medianUs * 1.25) / 1e6;
  const stream = noiseOf(subject, 'load');
  return gauges(Array.from({ length: 6 }, (_, i) => countOf(mean / now.capacity.running, stream, now.minute * 6 + i)));
};

export const variantTraffic = {
  Invocations: onTraffic('Invocations', 'None', (_, now) => each(1, now.requests)),
  Invocation4XXErrors: onTraffic('Invocation4XXErrors', 'None', (subject, now) =>
    zeroOrOne(now.requests, errors4xx(subject, now)),
  ),
  Invocation5XXErrors: onTraffic('Invocation5XXErrors', 'None', (subject, now) =>
    zeroOrOne(now.requests, errors5xx(subject, now)),
  ),
  InvocationModelErrors: onTraffic('InvocationModelErrors', 'None', (subject, now) =>
    zeroOrOne(now.requests, modelErrors(subject, now)),
  ),
  InvocationsPerInstance: onTraffic('InvocationsPerInstance', 'None', (_, now) => each(1 / now.capacity.running, now.requests)),
  ConcurrentRequestsPerModel: onTraffic('ConcurrentRequestsPerModel', 'None', concurrency),
  ModelLatency: onTraffic('ModelLatency', 'Microseconds', latency),
  OverheadLatency: onTraffic('OverheadLatency', 'Microseconds', overhead),
} as const;

const firstChunk =
  (share: number, salting: 'stream' | 'overhead'): Row =>
  (subject, now) =>
    lognormal(now.requests, { median: now.medianUs * share, sigma: 0.4, stream: noiseOf(subject, salting), minute: now.minute });

export const streamingTraffic: readonly Definition[] = [
  onTraffic('FirstChunkLatency', 'Microseconds', firstChunk(0.3, 'stream')),
  onTraffic('FirstChunkModelLatency', 'Microseconds', firstChunk(0.28, 'stream')),
  onTraffic('FirstChunkOverheadLatency', 'Microseconds', firstChunk(0.02, 'stream')),
  onTraffic('MidStreamErrors', 'None', (subject, now) =>
    zeroOrOne(now.requests, Math.min(now.requests, countOf(now.requests * 0.002, noiseOf(subject, 'stream'), now.minute))),
  ),
];

/** Share of the requests whose model was not in memory. */
const missShare = 0.035;
const misses = (subject: Subject, now: Situation): number =>
  Math.min(now.requests, countOf(now.requests * missShare, noiseOf(subject, 'hit'), now.minute));
const onMiss = (metricName: string, median: number): Definition =>
  onTraffic(metricName, 'Microseconds', (subject, now) =>
    lognormal(misses(subject, now), { median, sigma: 0.5, stream: noiseOf(subject, 'load'), minute: now.minute }),
  );

export const multiModelTraffic: readonly Definition[] = [
  onMiss('ModelLoadingWaitTime', 1_900_000),
  onMiss('ModelUnloadingTime', 90_000),
  onMiss('ModelDownloadingTime', 1_100_000),
  onMiss('ModelLoadingTime', 620_000),
  onTraffic('ModelCacheHit', 'None', (subject, now) => zeroOrOne(now.requests, now.requests - misses(subject, now))),
];

const ofServerless = (
  metricName: string,
  unit: string,
  value: (subject: Subject, now: Situation) => number | undefined,
): Definition =>
  onTraffic(metricName, unit, (subject, now) => {
    const known = value(subject, now);
    return known === undefined ? undefined : gauges([known]);
  });
const serverlessOf = ({ spec, variant }: Subject) =>
  spec.variants[variant]?.serverless ?? { memoryMb: 2048, maxConcurrency: 1, provisioned: 0 };
/** Requests at once, as a mean over the minute with a little chance; cold starts keep a place for seconds. */
const atOnce = (subject: Subject, now: Situation): number => {
  const busySeconds = (now.requests * now.medianUs * 1.25) / 1e6 + coldStarts(subject, now) * 3.4;
  return Math.min(
    serverlessOf(subject).maxConcurrency,
    Math.max(1, (busySeconds / 60) * 2.5 * (1 + 0.1 * normal(noiseOf(subject, 'load'), now.minute))),
  );
};
const spilled = (subject: Subject, now: Situation): number =>
  Math.max(0, Math.round(now.requests * Math.max(0, atOnce(subject, now) - (serverlessOf(subject).provisioned ?? 0)) * 0.05));

export const serverlessTraffic: readonly Definition[] = [
  onTraffic('ModelSetupTime', 'Microseconds', (subject, now) =>
    lognormal(coldStarts(subject, now), {
      median: 3_400_000,
      sigma: 0.35,
      stream: noiseOf(subject, 'cold') ^ 7,
      minute: now.minute,
    }),
  ),
  ofServerless(
    'ServerlessConcurrentExecutionsUtilization',
    'None',
    (subject, now) => atOnce(subject, now) / serverlessOf(subject).maxConcurrency,
  ),
];

export const provisionedTraffic: readonly Definition[] = [
  ofServerless('ServerlessProvisionedConcurrencyExecutions', 'Count', (subject, now) =>
    Math.round(Math.min(serverlessOf(subject).provisioned ?? 0, atOnce(subject, now))),
  ),
  ofServerless('ServerlessProvisionedConcurrencyInvocations', 'Count', (subject, now) => now.requests - spilled(subject, now)),
  ofServerless('ServerlessProvisionedConcurrencyUtilization', 'None', (subject, now) =>
    Math.min(1, atOnce(subject, now) / Math.max(1, serverlessOf(subject).provisioned ?? 1)),
  ),
  ofServerless('ServerlessProvisionedConcurrencySpilloverInvocations', 'Count', spilled),
];

/** A container's part of the model's time; a pipeline passes each request through all of them. */
const containerShare = (subject: Subject): number =>
  (subject.part + 1) / ((subject.spec.containers.length * (subject.spec.containers.length + 1)) / 2);

export const containerTraffic: readonly Definition[] = [
  onTraffic('ContainerLatency', 'Microseconds', (subject, now) =>
    lognormal(now.requests, {
      median: now.medianUs * containerShare(subject),
      sigma: 0.5,
      stream: noiseOf(subject, 'latency'),
      minute: now.minute,
    }),
  ),
  onTraffic('Invocations', 'None', (_, now) => each(1, now.requests)),
  onTraffic('Invocation4XXErrors', 'None', (subject, now) =>
    zeroOrOne(now.requests, subject.part === 0 ? errors4xx({ ...subject, part: 0 }, now) : 0),
  ),
  onTraffic('Invocation5XXErrors', 'None', (subject, now) =>
    zeroOrOne(now.requests, subject.part === subject.spec.containers.length - 1 ? modelErrors({ ...subject, part: 0 }, now) : 0),
  ),
  onTraffic('OverheadLatency', 'Microseconds', (subject, now) =>
    lognormal(now.requests, { median: 900, sigma: 0.4, stream: noiseOf(subject, 'overhead'), minute: now.minute }),
  ),
];
