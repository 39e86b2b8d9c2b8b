import type { Place, Scale } from '../types.ts';
import { endpoints } from './endpoint.ts';
import { roster } from './roster.ts';
import type { EndpointSpec } from './spec.ts';
import { trialsOf } from './trials.ts';

/** The fleet by place and by the names by which its things are asked for. */
export type Roll = {
  all: readonly EndpointSpec[];
  /** Those that may have left a trace in [from, to). */
  between(place: Place, from: number, to: number): readonly EndpointSpec[];
  endpoint(place: Place, name: string): EndpointSpec | undefined;
  /** The endpoint whose models are called `stem-…`. */
  byStem(place: Place, stem: string): EndpointSpec | undefined;
  byComponent(place: Place, name: string): EndpointSpec | undefined;
};

const keyOf = (place: Place): string => `${place.account}/${place.region}`;

/** A fleet that is not even the usual one has no endpoints that are tried out. */
export const hasTrials = ({ isPlain = false, endpoints: count }: Scale): boolean => !isPlain && count >= roster.length;

export function rollOf(scale: Scale, seed: string): Roll {
  const all = endpoints(scale, seed);
  const trials = hasTrials(scale) ? trialsOf(seed) : undefined;
  const byPlace = new Map<string, EndpointSpec[]>();
  const names = new Map<string, EndpointSpec>();
  const stems = new Map<string, EndpointSpec>();
  const components = new Map<string, EndpointSpec>();
  for (const spec of all) {
    const place = keyOf(spec);
    const here = byPlace.get(place) ?? [];
    here.push(spec);
    byPlace.set(place, here);
    names.set(`${place}/${spec.name}`, spec);
    stems.set(`${place}/${spec.stem}`, spec);
    for (const component of spec.components) components.set(`${place}/${component.name}`, spec);
  }
  return {
    all,
    between: (place, from, to) => [...(byPlace.get(keyOf(place)) ?? []), ...(trials?.between(place, from, to) ?? [])],
    endpoint: (place, name) => names.get(`${keyOf(place)}/${name}`) ?? trials?.byName(place, name),
    byStem: (place, stem) => stems.get(`${keyOf(place)}/${stem}`) ?? trials?.byName(place, stem),
    byComponent: (place, name) => components.get(`${keyOf(place)}/${name}`),
  };
}
