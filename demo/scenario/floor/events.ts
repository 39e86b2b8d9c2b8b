import { type Call, trailRecord } from '../people.ts';
import type { Place, Scale, TrailRecord } from '../types.ts';
import { everydayCalls } from './everyday-events.ts';
import { intrusionCalls } from './intrusions.ts';
import { jobCalls } from './job-events.ts';
import { labelingCalls } from './labeling-events.ts';
import { securityCalls } from './security-events.ts';

/** Records say whole seconds: a call belongs to the interval that holds its second. */
const isWithin = (call: Omit<Call, 'seed' | 'place'>, from: number, to: number): boolean => {
  const second = Math.floor(call.at / 1000) * 1000;
  return second >= from && second < to;
};

/** CloudTrail records of all that happens on the floor in [from, to). */
export function floorEvents(
  { seed, scale }: { seed: string; scale: Scale },
  place: Place,
  from: number,
  to: number,
): TrailRecord[] {
  const [early, late] = [from - 1000, to + 1000];
  return [
    ...jobCalls({ seed, scale }, place, early, late),
    ...labelingCalls(seed, place, early, late),
    ...(scale.isCalm ? [] : [...securityCalls(seed, place, early, late), ...intrusionCalls(place, early, late)]),
    ...everydayCalls({ seed, scale }, place, early, late),
  ]
    .filter((call) => isWithin(call, from, to))
    .map((call) => trailRecord({ seed, place, ...call }));
}
