import { trailRecord } from '../people.ts';
import type { Place, Scale, TrailRecord } from '../types.ts';
import type { Deed } from './deed.ts';
import { everydayCalls } from './everyday-events.ts';
import { intrusionCalls } from './intrusions.ts';
import { jobCalls } from './job-events.ts';
import { labelingCalls } from './labeling-events.ts';
import { newcomerCalls } from './newcomers.ts';
import { chainCalls } from './role-chains.ts';
import { securityCalls } from './security-events.ts';

type Of = { seed: string; scale: Scale };

/** Records say whole seconds: a call belongs to the interval that holds its second. */
const isWithin = (call: Deed, from: number, to: number): boolean => {
  const second = Math.floor(call.at / 1000) * 1000;
  return second >= from && second < to;
};

/** All that happens on the floor in [from, to). */
export function floorDeeds({ seed, scale }: Of, place: Place, from: number, to: number): Deed[] {
  const [early, late] = [from - 1000, to + 1000];
  return [
    ...jobCalls({ seed, scale }, place, early, late),
    ...labelingCalls(seed, place, early, late),
    ...securityCalls({ seed, scale }, place, early, late),
    ...intrusionCalls({ seed, scale }, place, early, late),
    ...everydayCalls({ seed, scale }, place, early, late),
    ...newcomerCalls(seed, place, early, late),
    ...chainCalls(place, early, late),
  ].filter((call) => isWithin(call, from, to));
}

/** Its CloudTrail records. */
export const floorEvents = (of: Of, place: Place, from: number, to: number): TrailRecord[] =>
  floorDeeds(of, place, from, to).map(({ shows: _, ...call }) => trailRecord({ seed: of.seed, place, ...call }));
