import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { type Incident, phaseAt } from '../incidents.ts';
import { whole } from '../random.ts';
import type { EndpointSpec } from './spec.ts';
import { strikes } from './struck.ts';

export type ReleaseKind = 'first' | 'routine' | 'bad' | 'candidate';

/** One endpoint configuration, and the attempt to put it into service. Epoch ms throughout. */
export type Release = {
  /** 1 for the endpoint's first configuration. */
  ordinal: number;
  kind: ReleaseKind;
  configAt: number;
  /** CreateEndpoint or UpdateEndpoint. */
  updateAt: number;
  /** When the attempt was over, well or badly. */
  doneAt: number;
  /** When the configuration was deleted; Infinity while it is kept. */
  deletedAt: number;
  /** The release whose models it runs. */
  modelOf: number;
  incident?: Incident;
};

/** Configurations kept behind the newest; older ones are deleted by the pipeline that made them. */
const kept = 4;
const createMinutes = 8;
const routineMinutes = 9;

/** The n-th routine deployment: at its day, in working hours, away from incidents. */
function routineAt(spec: EndpointSpec, n: number): number {
  const day = Math.floor(spec.createdAt / dayMs) + n * spec.cadenceDays;
  let at = day * dayMs + (8 * 60 + whole(spec.stream, 5000 + n, 420)) * minuteMs + whole(spec.stream, 6000 + n, 60) * 1000;
  for (let tries = 0; tries < 4 && strikes(spec, at - hourMs, at + hourMs).length > 0; tries += 1) at += 3 * hourMs;
  return at;
}

function attempts(spec: EndpointSpec, until: number): Omit<Release, 'ordinal' | 'deletedAt' | 'modelOf'>[] {
  const first = {
    kind: 'first' as const,
    configAt: spec.createdAt - 40_000,
    updateAt: spec.createdAt,
    doneAt: spec.createdAt + createMinutes * minuteMs,
  };
  const found: Omit<Release, 'ordinal' | 'deletedAt' | 'modelOf'>[] = [first];
  for (let n = 1; spec.createdAt + (n - 1) * spec.cadenceDays * dayMs < until; n += 1) {
    const updateAt = routineAt(spec, n);
    found.push({ kind: 'routine', configAt: updateAt - 75_000, updateAt, doneAt: updateAt + routineMinutes * minuteMs });
  }
  if (spec.prone.includes('bad_deployment') || spec.prone.includes('auto_rollback')) {
    for (const incident of strikes(spec, spec.createdAt + dayMs, until)) {
      const isBad = incident.kind === 'bad_deployment';
      if (!isBad && incident.kind !== 'auto_rollback') continue;
      found.push({
        kind: isBad ? 'bad' : 'candidate',
        configAt: phaseAt(incident, 'config'),
        updateAt: phaseAt(incident, 'update') + 12_000,
        doneAt: phaseAt(incident, isBad ? 'shifted' : 'recovered'),
        incident,
      });
    }
  }
  return found.sort((a, b) => a.configAt - b.configAt).filter((attempt) => attempt.configAt < until);
}

const isGood = (kind: ReleaseKind): boolean => kind === 'first' || kind === 'routine';

function compute(spec: EndpointSpec, until: number): Release[] {
  const found = attempts(spec, until);
  let good = 1;
  const releases = found.map((attempt, index): Release => {
    const ordinal = index + 1;
    if (isGood(attempt.kind)) good = ordinal;
    return { ...attempt, ordinal, deletedAt: Number.POSITIVE_INFINITY, modelOf: attempt.kind === 'candidate' ? ordinal : good };
  });
  for (const [index, release] of releases.entries()) {
    release.deletedAt = spec.deletedAt + 10_000;
    const newer = releases[index + kept];
    const successor = releases.find((other, at) => at > index && isGood(other.kind));
    if (!newer || (isGood(release.kind) && !successor)) continue;
    const free = isGood(release.kind) && successor ? successor.doneAt + dayMs : 0;
    release.deletedAt = Math.min(spec.deletedAt + 10_000, Math.max(newer.doneAt + 2 * minuteMs, free));
  }
  return releases;
}

type Memory = { until: number; releases: readonly Release[]; changes: readonly Change[] };
const known = new WeakMap<EndpointSpec, Memory>();
/** Beyond this nothing is known of a release's deletion, so more is computed than was asked for. */
const margin = 400 * dayMs;

function remembered(spec: EndpointSpec, at: number): Memory {
  const before = known.get(spec);
  if (before && before.until >= at) return before;
  const until = Math.max(at, spec.createdAt) + margin;
  const releases = compute(spec, until);
  const memory = { until: until - margin / 2, releases, changes: changesOf(releases) };
  known.set(spec, memory);
  return memory;
}

/** How many of the sorted instants lie at or before `at`. */
function countUntil<T>(sorted: readonly T[], at: number, instant: (item: T) => number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (instant(sorted[middle] as T) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Every release whose configuration was made by `at`, oldest first. */
export function releasesUntil(spec: EndpointSpec, at: number): readonly Release[] {
  const { releases } = remembered(spec, at);
  return releases.slice(
    0,
    countUntil(releases, at, ({ configAt }) => configAt),
  );
}

/** The release of that number. */
export const releaseOf = (spec: EndpointSpec, ordinal: number, at: number): Release | undefined =>
  remembered(spec, at).releases[ordinal - 1];

/** Configurations that exist at an instant, oldest first. */
export const releasesAt = (spec: EndpointSpec, now: number): Release[] =>
  releasesUntil(spec, now).filter((release) => release.deletedAt > now);

/** One attempt to change what an endpoint runs. A person's return to the old configuration is one of its own. */
export type Change = { at: number; doneAt: number; kind: ReleaseKind | 'return'; to: Release; from: Release };

function changesOf(releases: readonly Release[]): Change[] {
  const changes: Change[] = [];
  let good: Release | undefined;
  for (const release of releases) {
    const from = good ?? release;
    if (isGood(release.kind)) good = release;
    changes.push({ at: release.updateAt, doneAt: release.doneAt, kind: release.kind, to: release, from });
    if (release.kind !== 'bad' || !release.incident) continue;
    const at = phaseAt(release.incident, 'rollback') + 9_000;
    changes.push({ at, doneAt: phaseAt(release.incident, 'recovered'), kind: 'return', to: from, from: release });
  }
  return changes.sort((a, b) => a.at - b.at);
}

/** What serves at an instant, and the change under way, if any. undefined: the endpoint does not exist yet. */
export function deploymentAt(spec: EndpointSpec, now: number): { serving: Release; last: Change; pending?: Change } | undefined {
  if (now < spec.createdAt) return undefined;
  const { changes } = remembered(spec, now);
  const last = changes[countUntil(changes, now, ({ at }) => at) - 1];
  if (!last) return undefined;
  const pending = now < last.doneAt ? last : undefined;
  const failed = last.kind === 'candidate';
  return { serving: pending || failed ? last.from : last.to, last, ...(pending ? { pending } : {}) };
}
