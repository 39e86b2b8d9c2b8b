import { streamOf, uniform } from '../../scenario/random.ts';
import type { Place, Scenario, TrailRecord } from '../../scenario/types.ts';

/** From event to Event history, seconds, by share of events: as measured on 55 delivered files of one account. */
const quantiles = [
  [0, 86],
  [0.5, 201],
  [0.95, 425],
  [0.99, 505],
  [1, 594],
] as const;

/** Seconds until an event can be looked up; the same for the same event. */
export function deliveryLagSeconds(eventId: string): number {
  const share = uniform(streamOf('delivery', eventId), 0);
  const upper = quantiles.findIndex(([quantile]) => share <= quantile);
  const [from, low] = quantiles[Math.max(0, upper - 1)] ?? quantiles[0];
  const [to, high] = quantiles[upper] ?? quantiles[4];
  return to === from ? high : low + ((share - from) / (to - from)) * (high - low);
}

/** Trails deliver a place's events together, every five minutes. */
const roundMs = 300_000;

/**
 * The minute in which a trail delivers an event, epoch ms: the next round after it was processed, 88 to 558 seconds after it happened
 * (26 to 608 were measured on 3,872 files of one trail).
 * @param phaseMs of the trail's rounds in that place
 */
export const roundOf = ({ eventID, eventTime }: TrailRecord, phaseMs: number): number => {
  const ready = Date.parse(eventTime) + 60_000 + (deliveryLagSeconds(eventID) * 1000) / 3;
  return Math.ceil((ready - phaseMs) / roundMs) * roundMs + phaseMs;
};

/** Newest first; events of one second in an order of their own, so that pages can go on from any of them. */
export const byNewest = (a: TrailRecord, b: TrailRecord): number =>
  a.eventTime === b.eventTime ? order(a.eventID, b.eventID) : order(b.eventTime, a.eventTime);

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const isManagement = (record: TrailRecord): boolean =>
  record.managementEvent !== false && (record.eventCategory ?? 'Management') === 'Management';

/** Events are made in blocks: one of an hour would cost as much, because what began long before may end in it. */
export const blockMs = 6 * 3_600_000;
const keptBlocks = 60;
const blocks = new WeakMap<Scenario, Map<string, readonly TrailRecord[]>>();

/** All management events of one block of a place, newest first. The latest few are remembered, because pages ask again. */
export function eventsOfBlock(scenario: Scenario, place: Place, block: number): readonly TrailRecord[] {
  const known = blocks.get(scenario) ?? new Map<string, readonly TrailRecord[]>();
  blocks.set(scenario, known);
  const key = `${place.account} ${place.region} ${block}`;
  const before = known.get(key);
  if (before) return before;
  if (known.size >= keptBlocks) known.delete(known.keys().next().value ?? '');
  const [from, to] = [block * blockMs, (block + 1) * blockMs];
  const records = scenario.parts.flatMap((part) => part.events(place, from, to)).filter(isManagement);
  const sorted = records.sort(byNewest);
  known.set(key, sorted);
  return sorted;
}
