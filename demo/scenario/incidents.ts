import { minuteMs } from '#lib/time.ts';
import { streamOf, uniform } from './random.ts';
import type { Place } from './types.ts';

/**
 * What goes wrong, when, and with whom. Each row recurs for ever; period + jitter + duration stay below 24 h, so that any
 * 24 hours hold a whole occurrence of each. Victims take turns. The schedule does not depend on the seed.
 */
export type IncidentRow = {
  periodMinutes: number;
  offsetMinutes: number;
  jitterMinutes: number;
  durationMinutes: number;
  victims: readonly (Place & { endpoint: string; variant: string })[];
  what: string;
  /** Minutes after the start at which something happens. */
  phases: Readonly<Record<string, number>>;
};

const prodEu = { account: '111122223333', region: 'eu-west-1' };
const prodUs = { account: '111122223333', region: 'us-east-1' };
const labEu = { account: '444455556666', region: 'eu-west-1' };
const victim = (place: Place, endpoint: string, variant = 'AllTraffic') => ({ ...place, endpoint, variant });

export const incidentRows = {
  bad_deployment: {
    what: 'a deployment to smaller instances doubles latency; its scale-out finds no capacity; a person rolls it back',
    periodMinutes: 720,
    offsetMinutes: 180,
    jitterMinutes: 10,
    durationMinutes: 305,
    victims: [victim(prodEu, 'search-ranker-v7'), victim(prodUs, 'search-ranker-us')],
    phases: { config: -1.5, update: 0, shifted: 4, scaleOut: 6, rollback: 58, recovered: 63, capacity: 300 },
  },
  auto_rollback: {
    what: 'a blue/green deployment whose canary fails while it bakes, so that SageMaker rolls it back',
    periodMinutes: 360,
    offsetMinutes: 88,
    jitterMinutes: 6,
    durationMinutes: 36,
    victims: [victim(prodEu, 'search-embed-v3'), victim(prodEu, 'vision-detector-v12')],
    phases: { config: -2, update: 0, baking: 5, failing: 14, rollback: 24, recovered: 30 },
  },
  memory_leak: {
    what: 'memory grows for seven hours until the container is killed and starts again',
    periodMinutes: 720,
    offsetMinutes: 20,
    jitterMinutes: 10,
    durationMinutes: 430,
    victims: [victim(prodEu, 'fraud-features-eu'), victim(prodUs, 'fraud-features-us')],
    phases: { killed: 420, restarted: 424 },
  },
  dead_node: {
    what: 'one instance dies and is not replaced for three hours',
    periodMinutes: 480,
    offsetMinutes: 0,
    jitterMinutes: 6,
    durationMinutes: 192,
    victims: [victim(prodEu, 'vision-segment-v4'), victim(prodUs, 'fraud-score-us')],
    phases: { dead: 0, shifted: 3, replaced: 188 },
  },
  backlog_growth: {
    what: 'requests come faster than an asynchronous endpoint answers them',
    periodMinutes: 480,
    offsetMinutes: 150,
    jitterMinutes: 6,
    durationMinutes: 190,
    victims: [victim(prodEu, 'vision-ocr-batch'), victim(labEu, 'vision-pose-async')],
    phases: { flood: 0, calm: 110, drained: 185 },
  },
  cold_start_wave: {
    what: 'bursts keep a serverless endpoint starting cold',
    periodMinutes: 480,
    offsetMinutes: 320,
    jitterMinutes: 6,
    durationMinutes: 184,
    victims: [victim(prodEu, 'vision-thumbs'), victim(prodUs, 'retail-catalog-embed')],
    phases: { bursts: 0, calm: 184 },
  },
  traffic_shift: {
    what: 'half of the traffic is moved to a variant that cannot carry it',
    periodMinutes: 480,
    offsetMinutes: 435,
    jitterMinutes: 8,
    durationMinutes: 56,
    victims: [victim(prodEu, 'fraud-score-eu', 'green')],
    phases: { shift: 0, shifted: 2, back: 48, recovered: 50 },
  },
  no_traffic: {
    what: 'callers stop calling',
    periodMinutes: 720,
    offsetMinutes: 600,
    jitterMinutes: 10,
    durationMinutes: 130,
    victims: [victim(prodEu, 'retail-shelf-tagger')],
    phases: { silent: 0, resumed: 128 },
  },
} as const satisfies Record<string, IncidentRow>;

export type IncidentKind = keyof typeof incidentRows;
export const incidentKinds = Object.keys(incidentRows) as IncidentKind[];

/** One occurrence. `from` and `to` are epoch ms; `at(phase)` is the instant of one of the row's phases. */
export type Incident = Place & {
  kind: IncidentKind;
  slot: number;
  endpoint: string;
  variant: string;
  from: number;
  to: number;
  what: string;
};

const known = new Map<IncidentKind, Map<number, Incident>>(incidentKinds.map((kind) => [kind, new Map()]));

/** The occurrence of a slot. Remembered, because every datum of its victim asks for it. */
export function occurrence(kind: IncidentKind, slot: number): Incident {
  const slots = known.get(kind) ?? new Map<number, Incident>();
  const before = slots.get(slot);
  if (before) return before;
  if (slots.size > 10_000) slots.clear();
  const incident = compute(kind, slot);
  slots.set(slot, incident);
  return incident;
}

function compute(kind: IncidentKind, slot: number): Incident {
  const row: IncidentRow = incidentRows[kind];
  const jitter = (uniform(streamOf('incident', kind), slot) * 2 - 1) * row.jitterMinutes;
  const from = Math.round((slot * row.periodMinutes + row.offsetMinutes + jitter) * 60) * 1000;
  const who = row.victims[((slot % row.victims.length) + row.victims.length) % row.victims.length];
  if (!who) throw new RangeError(`${kind} has no victims`);
  return { ...who, kind, slot, from, to: from + row.durationMinutes * minuteMs, what: row.what };
}

/** The slot in which an occurrence that is under way at `at` would lie: the last one that may have begun. */
export const slotAt = (kind: IncidentKind, at: number): number => {
  const row: IncidentRow = incidentRows[kind];
  return Math.floor((at / minuteMs - row.offsetMinutes + row.jitterMinutes) / row.periodMinutes);
};

/** Instant of a phase of an occurrence, epoch ms. */
export const phaseAt = (incident: Incident, phase: string): number => {
  const minutes = (incidentRows[incident.kind] as IncidentRow).phases[phase];
  if (minutes === undefined) throw new RangeError(`${incident.kind} has no phase ${phase}`);
  return incident.from + minutes * minuteMs;
};

/** Occurrences that overlap [from, to), oldest first; of one place, or of all. */
export function incidentsBetween(place: Place | undefined, from: number, to: number): Incident[] {
  const found = incidentKinds.flatMap((kind) => occurrencesOf(kind, from, to));
  return found
    .filter((incident) => !place || (incident.account === place.account && incident.region === place.region))
    .sort((a, b) => a.from - b.from || a.kind.localeCompare(b.kind));
}

/** Occurrences of one kind that overlap [from, to), oldest first. */
export function occurrencesOf(kind: IncidentKind, from: number, to: number): Incident[] {
  const found: Incident[] = [];
  const last = slotAt(kind, to);
  for (let slot = slotAt(kind, from) - 1; slot <= last; slot += 1) {
    const incident = occurrence(kind, slot);
    if (incident.from < to && incident.to > from) found.push(incident);
  }
  return found;
}
