import { minuteMs } from '#lib/time.ts';
import { incidentRows, phaseAt } from '../incidents.ts';
import type { HardwareType } from './hardware.ts';
import { expectedRate } from './load.ts';
import type { EndpointSpec, VariantSpec } from './spec.ts';
import { struckBy } from './struck.ts';

/** Instances a variant wants and has, and of what type. */
export type Capacity = { desired: number; running: number; type: HardwareType };

/** Target tracking decides once in this many minutes, and gives instances back only after an hour of needing fewer. */
export const blockMinutes = 20;
const patience = 3;
/** Minutes until a wanted instance serves, and until an unwanted one is gone. */
export const launchMinutes = 5;
export const drainMinutes = 2;
/** What the failed deployment runs on, and how much less it carries. */
export const smallType: HardwareType = 'ml.m5.large';
const smallShare = 0.25;

const liveWeight = (spec: EndpointSpec): number =>
  spec.variants.reduce((sum, variant) => sum + (variant.isShadow ? 0 : variant.weight), 0);

/** Share of the endpoint's requests that a variant gets; a shadow gets a copy of its share. */
export function trafficShare(spec: EndpointSpec, variant: VariantSpec, minute: number): number {
  return weightAt(spec, variant, minute) / liveWeight(spec);
}

export function weightAt(spec: EndpointSpec, variant: VariantSpec, minute: number): number {
  if (!spec.prone.includes('traffic_shift')) return variant.weight;
  const shift = struckBy(spec, 'traffic_shift', minute * minuteMs);
  const { shifted, recovered } = incidentRows.traffic_shift.phases;
  const since = shift ? minute - shift.from / minuteMs : -1;
  return since >= shifted && since < recovered ? liveWeight(spec) / 2 : variant.weight;
}

const decided = new WeakMap<VariantSpec, Map<number, number>>();

/** Instances that target tracking asks for in a block of minutes, without incidents. */
export function wanted(spec: EndpointSpec, variant: VariantSpec, block: number): number {
  if (!variant.isScaled) return variant.max;
  const blocks = decided.get(variant) ?? new Map<number, number>();
  decided.set(variant, blocks);
  const known = blocks.get(block);
  if (known !== undefined) return known;
  if (blocks.size > 5_000) blocks.clear();
  let most = variant.min;
  for (let back = 0; back <= patience; back += 1) {
    const rate = (expectedRate(spec, (block - back) * blockMinutes) * variant.weight) / liveWeight(spec);
    most = Math.max(most, Math.ceil(rate / variant.perInstance));
  }
  const count = Math.min(variant.max, most);
  blocks.set(block, count);
  return count;
}

function natural(spec: EndpointSpec, variant: VariantSpec, minute: number): Capacity {
  const block = Math.floor(minute / blockMinutes);
  const desired = wanted(spec, variant, block);
  const before = wanted(spec, variant, block - 1);
  const lag = desired > before ? launchMinutes : drainMinutes;
  const isSettled = desired === before || minute - block * blockMinutes >= lag;
  return { desired, running: isSettled ? desired : before, type: variant.type };
}

/** What the failed deployment does: small instances, and two more wanted that nobody has. */
function starved(spec: EndpointSpec, variant: VariantSpec, minute: number): Capacity | undefined {
  const incident = struckBy(spec, 'bad_deployment', minute * minuteMs);
  if (!incident) return undefined;
  const { shifted, scaleOut, recovered, capacity } = incidentRows.bad_deployment.phases;
  const since = minute - incident.from / minuteMs;
  if (since >= capacity) return undefined;
  const base = natural(spec, variant, Math.floor(incident.from / minuteMs)).desired;
  const type = since >= shifted && since < recovered ? smallType : variant.type;
  return { desired: since >= scaleOut ? base + 2 : base, running: base, type };
}

/** @param minute whole minutes since the epoch */
export function capacityAt(spec: EndpointSpec, variant: VariantSpec, minute: number): Capacity {
  if (spec.prone.length > 0) {
    const short = spec.prone.includes('bad_deployment') ? starved(spec, variant, minute) : undefined;
    if (short) return short;
    const dead = spec.prone.includes('dead_node') ? struckBy(spec, 'dead_node', minute * minuteMs) : undefined;
    const usual = natural(spec, variant, minute);
    if (dead && minute * minuteMs < phaseAt(dead, 'replaced')) return { ...usual, running: Math.max(1, usual.running - 1) };
    return usual;
  }
  return natural(spec, variant, minute);
}

/** Requests a minute at which the variant is as busy as target tracking wants it. */
export const comfortable = (variant: VariantSpec, capacity: Capacity): number =>
  variant.perInstance * capacity.running * (capacity.type === variant.type ? 1 : smallShare);
