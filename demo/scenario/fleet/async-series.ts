import { countOf } from '../random.ts';
import type { Datum } from '../types.ts';
import { each, gauges, lognormal } from './distribution.ts';
import { type Definition, type Subject, sagemaker } from './series.ts';
import { type Situation, situationOf } from './situation.ts';
import { noiseOf } from './traffic-series.ts';

type Row = (subject: Subject, now: Situation) => Datum | undefined;

const define = (metricName: string, unit: string, row: Row, isTraffic = true): Definition => ({
  namespace: sagemaker,
  metricName,
  unit,
  isTraffic,
  make: (subject, minute) => row(subject, situationOf(subject.spec, subject.variant, minute)),
});

/** What waits even in quiet times: the requests being worked on. */
const waiting = (subject: Subject, now: Situation): number =>
  now.backlog + countOf((now.requests * subject.spec.medianUs) / 60e6, noiseOf(subject, 'load'), now.minute);
const oldest = (subject: Subject, now: Situation): number =>
  now.oldestSeconds || (waiting(subject, now) > 0 ? Math.ceil(subject.spec.medianUs / 1e6) : 0);

/** Of the endpoint as a whole; published every minute, with or without requests. */
export const backlogSeries: readonly Definition[] = [
  define('ApproximateBacklogSize', 'Count', (subject, now) => gauges([waiting(subject, now)]), false),
  define(
    'ApproximateBacklogSizePerInstance',
    'Count',
    (subject, now) => gauges([waiting(subject, now) / now.capacity.running]),
    false,
  ),
  define('ApproximateAgeOfOldestRequest', 'Seconds', (subject, now) => gauges([oldest(subject, now)]), false),
  define(
    'HasBacklogWithoutCapacity',
    'Count',
    (_, now) => gauges([now.capacity.running === 0 && now.backlog > 0 ? 1 : 0]),
    false,
  ),
];

const counted = (metricName: string, share: number, salt: number): Definition =>
  define(metricName, 'Count', (subject, now) => {
    if (now.requests <= 0) return undefined;
    const count = Math.min(now.requests, countOf(now.requests * share, noiseOf(subject, 'stream') + salt, now.minute));
    return count > 0 ? each(1, count) : each(0, 1);
  });
const timed = (metricName: string, unit: string, median: (subject: Subject, now: Situation) => number): Definition =>
  define(metricName, unit, (subject, now) =>
    lognormal(now.requests, {
      median: median(subject, now),
      sigma: 0.4,
      stream: noiseOf(subject, 'overhead'),
      minute: now.minute,
    }),
  );
const inBacklogMs = (now: Situation): number => Math.max(120, now.oldestSeconds * 600);

export const asyncTraffic: readonly Definition[] = [
  define('InvocationsProcesssed', 'Count', (_, now) => each(1, now.requests)),
  counted('InvocationFailures', 0.003, 0),
  counted('RequestDownloadFailures', 0.0008, 1),
  counted('ResponseUploadFailures', 0.0004, 2),
  counted('NotificationFailures', 0.0006, 3),
  counted('ExpiredRequests', 0.0002, 4),
  timed('RequestDownloadLatency', 'Microseconds', () => 140_000),
  timed('ResponseUploadLatency', 'Microseconds', () => 190_000),
  timed('TimeInBacklog', 'Milliseconds', (_, now) => inBacklogMs(now)),
  timed('TotalProcessingTime', 'Milliseconds', (subject, now) => inBacklogMs(now) + subject.spec.medianUs / 1000 + 330),
];
