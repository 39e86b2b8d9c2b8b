import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import type { Place } from '../types.ts';
import { endpointOf } from './endpoint.ts';
import { labUs } from './row.ts';
import type { EndpointSpec } from './spec.ts';

/** Endpoints that live for a day's work: made every morning, deleted every evening, so that there is always one that has ended. */
export type Trials = {
  byName(place: Place, name: string): EndpointSpec | undefined;
  /** Those that may have left a trace in the interval: their models outlive them by two days. */
  between(place: Place, from: number, to: number): EndpointSpec[];
};

const stem = 'search-trial-';
const startsAfter = 6 * hourMs + 20 * minuteMs;
const livesFor = 13 * hourMs + 35 * minuteMs;
const traceMs = 4 * dayMs;

const isHere = (place: Place): boolean => place.account === labUs.account && place.region === labUs.region;

export function trialsOf(seed: string): Trials {
  const known = new Map<number, EndpointSpec>();
  const ofDay = (day: number): EndpointSpec => {
    const before = known.get(day);
    if (before) return before;
    if (known.size > 1_000) known.clear();
    const born = new Date(day * dayMs).toISOString().slice(0, 10);
    const deletedAt = day * dayMs + startsAfter + livesFor;
    const row = {
      name: `${stem}${born.replaceAll('-', '')}`,
      at: labUs,
      team: 'search',
      born,
      rate: 60,
      ms: 52,
      type: 'ml.m5.large',
    } as const;
    const spec = {
      ...endpointOf({ ...row, size: [1, 1] }, seed),
      createdAt: day * dayMs + startsAfter,
      deletedAt,
      trafficUntil: deletedAt,
    };
    known.set(day, spec);
    return spec;
  };
  return {
    byName(place, name) {
      const [, year, month, day] = /^search-trial-(\d{4})(\d\d)(\d\d)$/.exec(name) ?? [];
      const at = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
      return isHere(place) && Number.isFinite(at) ? ofDay(at / dayMs) : undefined;
    },
    between(place, from, to) {
      const found: EndpointSpec[] = [];
      if (!isHere(place)) return found;
      for (let day = Math.floor((from - traceMs) / dayMs); day * dayMs <= to; day += 1) found.push(ofDay(day));
      return found;
    },
  };
}
