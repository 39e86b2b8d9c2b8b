import { minuteMs } from '#lib/time.ts';
import { countOf, drift, normal, subStream } from '../random.ts';
import { type Capacity, capacityAt, comfortable, trafficShare } from './capacity.ts';
import { effects } from './effects.ts';
import { expectedRate } from './load.ts';
import type { EndpointSpec, VariantSpec } from './spec.ts';
import { struckBy } from './struck.ts';

/** All that a variant's series of one minute are made from. Shares are of requests; `use` is of what the fleet carries well. */
export type Situation = {
  minute: number;
  capacity: Capacity;
  requests: number;
  use: number;
  medianUs: number;
  sigma: number;
  share4xx: number;
  share5xx: number;
  /** Percent of an instance's memory. */
  memory: number;
  /** Share of a serverless endpoint's requests that start cold. */
  coldShare: number;
  /** Requests waiting before an asynchronous endpoint, and how long the oldest has waited. */
  backlog: number;
  oldestSeconds: number;
  /** Hosts say nothing in this minute. */
  isMute: boolean;
};

const stream = { requests: 20, wave: 21, memory: 22, median: 23 } as const;

/** Requests in one minute: what callers mean to send, and chance. */
function requestsIn(spec: EndpointSpec, share: number, minute: number, salt: number): number {
  if (minute * minuteMs >= spec.trafficUntil || minute * minuteMs < spec.createdAt + 10 * minuteMs) return 0;
  const mean = expectedRate(spec, minute) * share;
  const noise = subStream(spec.stream, stream.requests + salt * 64);
  if (mean < 200) return countOf(mean, noise, minute);
  return Math.max(0, Math.round(mean * (1 + 0.012 * normal(noise, minute) + 0.02 * drift(noise, minute / 6))));
}

/** Requests of an inference component in one minute. */
export const componentRequests = (spec: EndpointSpec, index: number, minute: number): number =>
  requestsIn(spec, spec.components[index]?.share ?? 0, minute, 100 + index);

function variantRequests(spec: EndpointSpec, index: number, minute: number): number {
  if (spec.components.length > 0) {
    return spec.components.reduce((sum, _, position) => sum + componentRequests(spec, position, minute), 0);
  }
  const variant = spec.variants[index] as VariantSpec;
  return requestsIn(spec, trafficShare(spec, variant, minute), minute, index);
}

let last: { spec: EndpointSpec; index: number; situation: Readonly<Situation> } | undefined;

/** Whoever reads all series of a minute asks for it many times. @param index of the variant */
export function situationOf(spec: EndpointSpec, index: number, minute: number): Readonly<Situation> {
  if (last?.spec !== spec || last.index !== index || last.situation.minute !== minute) {
    last = { spec, index, situation: madeOf(spec, index, minute) };
  }
  return last.situation;
}

function madeOf(spec: EndpointSpec, index: number, minute: number): Situation {
  const variant = spec.variants[index] as VariantSpec;
  const capacity = capacityAt(spec, variant, minute);
  const situation: Situation = {
    minute,
    capacity,
    requests: variantRequests(spec, index, minute),
    use: 0,
    medianUs: spec.medianUs * (1 + 0.04 * drift(subStream(spec.stream, stream.median), minute / 9)),
    sigma: spec.sigma,
    share4xx: spec.share4xx,
    share5xx: spec.share5xx,
    memory: spec.memory + 3 * drift(subStream(spec.stream, stream.memory + index), minute / 240),
    coldShare: 0.008,
    backlog: 0,
    oldestSeconds: 0,
    isMute: false,
  };
  situation.use = situation.requests / comfortable(variant, capacity);
  for (const kind of spec.prone) {
    const incident = struckBy(spec, kind, minute * minuteMs);
    if (incident) effects[kind](situation, { since: minute - incident.from / minuteMs, spec, variant });
  }
  // A busy instance answers slowly: queues grow beyond four fifths of what it carries well.
  const over = Math.min(1.5, Math.max(0, situation.use - 1.05));
  situation.medianUs *= 1 + 0.35 * over;
  return situation;
}
