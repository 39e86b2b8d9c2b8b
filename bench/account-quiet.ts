import { compose } from '#demo/scenario/compose.ts';
import { rollOf } from '#demo/scenario/fleet/roll.ts';
import type { EndpointSpec } from '#demo/scenario/fleet/spec.ts';
import { places } from '#demo/scenario/floor/setting.ts';
import { endpointReadings } from '#lib/alerts/endpoint-readings.ts';
import type { Reading } from '#lib/alerts/reading.ts';
import { endpointRules, endpointStatuses, latencyLimit } from '#lib/catalog/health.ts';
import { type EndpointEvidence, evaluateHealth } from '#lib/metrics/health.ts';
import type { Track } from '#lib/metrics/track.ts';
import { settledEnd } from '#lib/metrics/windows.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { lookAt, looksWithin, type Reach, type Tape, tapeOf } from './account-tape.ts';

type Broken = Extract<Reading, { verdict: 'broken' }>;
/** A rule that began to be broken. Epoch ms. */
export type Firing = { at: number; reading: Broken };

/** So many minutes are looked over at once, for whether any of them is worth judging. */
const stepMinutes = 50;
/** What breaks again within it is the same. */
const sameMs = hourMs;

/** Whether so many minutes on end are beyond, among those that any judging within a step looks at. */
function hasRun({ values }: Track, minutes: number, isBeyond: (value: number, index: number) => boolean): boolean {
  let run = 0;
  for (let index = Math.max(0, values.length - stepMinutes - minutes); index < values.length; index += 1) {
    const value = values[index];
    run = value !== null && value !== undefined && isBeyond(value, index) ? run + 1 : 0;
    if (run >= minutes) return true;
  }
  return false;
}

/** Minutes that an hour adds to a day and takes from it move its middle by less than a quarter of so many. */
const enoughForQuartile = 480;

/** No limit of the step's minutes is lower: the middle of a day is above its lower quarter, also when an hour of it is another. */
function leastLimitMs({ p99Ms: { values } }: EndpointEvidence): number {
  const sorted = new Float64Array(values.length);
  let count = 0;
  for (const value of values) if (value !== null) sorted[count++] = value;
  if (count < enoughForQuartile) return latencyLimit.floorMs;
  const quarter = sorted.subarray(0, count).sort()[Math.floor(count / 4)] ?? 0;
  return Math.max(latencyLimit.floorMs, latencyLimit.factor * quarter);
}

/** A necessary condition: where it does not hold at the end of a step, no rule is broken at any of its minutes. */
function isWorthJudging(evidence: EndpointEvidence): boolean {
  const { running, wanted } = evidence;
  const limitMs = leastLimitMs(evidence);
  const isShort = (count: number, index: number): boolean => count < (wanted.values[index] ?? 0);
  const isWanted = wanted.values.some((count) => count !== null && count > 0);
  return (
    hasRun(evidence.errorShare, endpointRules.errors.minutes, (share) => share > endpointRules.errors.limit) ||
    hasRun(evidence.p99Ms, endpointRules.latency.minutes, (ms) => ms > limitMs) ||
    hasRun(running, endpointRules.down.minutes, (count) => isWanted && count === 0) ||
    hasRun(running, endpointRules.capacity.minutes, isShort) ||
    hasRun(evidence.memory, endpointRules.memory.minutes, (share) => share > endpointRules.memory.limit) ||
    hasRun(evidence.disk, endpointRules.disk.minutes, (share) => share > endpointRules.disk.limit) ||
    hasRun(evidence.gpuMemory, endpointRules.gpu_memory.minutes, (share) => share > endpointRules.gpu_memory.limit) ||
    hasRun(evidence.oldestRequestS, endpointRules.backlog.minutes, (seconds) => seconds > endpointRules.backlog.limit)
  );
}

/** As fresh as metrics can be: read to where they have settled. */
const freshest = (now: number): Reach => ({ readTo: settledEnd(now), watchedTo: settledEnd(now), blocked: null });

/** What each rule makes of an endpoint at a moment (epoch ms), as far as metrics were read. */
export function readingsAt(tape: Tape, spec: EndpointSpec, now: number, reach: Reach = freshest(now)): Reading[] {
  const evidence = tape.evidence(reach, now);
  if (evidence === null) return [];
  const subject = { account: spec.account, region: spec.region, kind: 'endpoint', name: spec.name };
  return endpointReadings(subject, evaluateHealth(evidence, now), evidence);
}

const isWell = (status: string | null): boolean => {
  const word = status === null ? undefined : endpointStatuses[status];
  return word === 'healthy' || word === 'changing';
};

/** Minutes of a window at which a rule may be broken. Seconds past the minute do not matter to any. */
function* worthJudging(tape: Tape, from: number, to: number): Generator<number> {
  for (let first = from; first < to; first += stepMinutes * minuteMs) {
    const end = Math.min(to, first + stepMinutes * minuteMs);
    const evidence = tape.evidence(freshest(end - minuteMs), end - minuteMs);
    const isIll = looksWithin(tape.looks, first, end).some(({ told }) => !isWell(told.status));
    if (evidence && !isIll && !isWorthJudging(evidence)) continue;
    for (let now = first; now < end; now += minuteMs) if (lookAt(tape.looks, now)) yield now;
  }
}

type Judged = { firings: Firing[]; minutes: number; judged: number };

/** Judges one endpoint at every minute of a window. */
export function judgeEndpoint(tape: Tape, spec: EndpointSpec, { from, to }: { from: number; to: number }): Judged {
  const lastAt = new Map<string, number>();
  const firings: Firing[] = [];
  const born = Math.max(from, Math.ceil((tape.looks[0]?.at ?? to) / minuteMs) * minuteMs);
  const end = Math.min(to, (tape.looks.at(-1)?.at ?? from) + 2 * minuteMs);
  let judged = 0;
  for (const now of worthJudging(tape, born, end)) {
    judged += 1;
    for (const reading of readingsAt(tape, spec, now)) {
      if (reading.verdict !== 'broken') continue;
      if (now - (lastAt.get(reading.rule) ?? Number.NEGATIVE_INFINITY) > sameMs) firings.push({ at: now, reading });
      lastAt.set(reading.rule, now);
    }
  }
  return { firings, minutes: Math.max(0, (end - born) / minuteMs), judged };
}

/** Every endpoint that lives in a window, at each of its minutes. */
export function judgeFleet(options: { seed: string; isSound: boolean }, window: { from: number; to: number }): Judged {
  const scale = { endpoints: 40, isSound: options.isSound, isCalm: options.isSound };
  const scenario = compose({ seed: options.seed, scale });
  const roll = rollOf(scale, options.seed);
  const all: Judged = { firings: [], minutes: 0, judged: 0 };
  for (const place of places) {
    for (const spec of roll.between(place, window.from, window.to)) {
      if (spec.createdAt >= window.to || spec.deletedAt <= window.from) continue;
      const one = judgeEndpoint(tapeOf(scenario, spec, window), spec, window);
      all.firings.push(...one.firings);
      all.minutes += one.minutes;
      all.judged += one.judged;
    }
  }
  return all;
}
