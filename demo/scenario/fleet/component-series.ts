import { countOf } from '../random.ts';
import type { Datum } from '../types.ts';
import { each, gauges, lognormal, zeroOrOne } from './distribution.ts';
import { type Definition, type Subject, sagemaker } from './series.ts';
import { componentRequests } from './situation.ts';
import type { ComponentSpec } from './spec.ts';
import { noiseOf } from './traffic-series.ts';

type Minute = { subject: Subject; component: ComponentSpec; requests: number; minute: number };

const define = (metricName: string, unit: string, row: (now: Minute) => Datum | undefined): Definition => ({
  namespace: sagemaker,
  metricName,
  unit,
  isTraffic: true,
  make: (subject, minute) => {
    const component = subject.spec.components[subject.part];
    const requests = component && component.copies > 0 ? componentRequests(subject.spec, subject.part, minute) : 0;
    return component && requests > 0 ? row({ subject, component, requests, minute }) : undefined;
  },
});

const share = (kind: 'errors4xx' | 'errors5xx', part: (now: Minute) => number) => (now: Minute) =>
  zeroOrOne(now.requests, Math.min(now.requests, countOf(now.requests * part(now), noiseOf(now.subject, kind), now.minute)));

export const componentTraffic: readonly Definition[] = [
  define('Invocations', 'None', ({ requests }) => each(1, requests)),
  define(
    'Invocation4XXErrors',
    'None',
    share('errors4xx', ({ subject }) => subject.spec.share4xx),
  ),
  define(
    'Invocation5XXErrors',
    'None',
    share('errors5xx', ({ subject }) => subject.spec.share5xx),
  ),
  define(
    'InvocationModelErrors',
    'None',
    share('errors5xx', ({ subject }) => subject.spec.share5xx * 0.9),
  ),
  define('InvocationsPerCopy', 'None', ({ requests, component }) => each(1 / component.copies, requests)),
  define('ConcurrentRequestsPerCopy', 'None', ({ subject, component, requests, minute }) => {
    const mean = ((requests / 60) * subject.spec.medianUs * 1.2) / 1e6 / component.copies;
    return gauges(Array.from({ length: 6 }, (_, i) => countOf(mean, noiseOf(subject, 'load'), minute * 6 + i)));
  }),
  define('ModelLatency', 'Microseconds', ({ subject, requests, minute }) =>
    lognormal(requests, {
      median: subject.spec.medianUs,
      sigma: subject.spec.sigma,
      stream: noiseOf(subject, 'latency'),
      minute,
    }),
  ),
  define('OverheadLatency', 'Microseconds', ({ subject, requests, minute }) =>
    lognormal(requests, { median: 3_100, sigma: 0.45, stream: noiseOf(subject, 'overhead'), minute }),
  ),
];
