import { streamOf, subStream, whole } from '../random.ts';
import type { Place } from '../types.ts';
import { type Guard, guards, type Job } from './job.ts';
import { jobFamilies } from './job-families.ts';
import type { JobFamily, JobKind, Mishap } from './job-family.ts';
import { phasesOf } from './job-phases.ts';
import { isAt } from './setting.ts';

const minuteMs = 60_000;
const two = (value: number): string => String(value).padStart(2, '0');

/** Its creation minute, as names carry it: 1119-1358. */
function stampOf(at: number): string {
  const date = new Date(at);
  return `${two(date.getUTCMonth() + 1)}${two(date.getUTCDate())}-${two(date.getUTCHours())}${two(date.getUTCMinutes())}`;
}

/** When the job of a slot is created. Its minute's parity says the parity of its year (see JobFamily). */
function slotStart(seed: string, family: JobFamily, slot: number): number {
  const jitter = 2 * whole(streamOf(seed, family.id), slot, family.jitterMinutes / 2 + 1);
  const even = (slot * family.everyMinutes + family.offsetMinutes + jitter) * minuteMs;
  const odd = new Date(even).getUTCFullYear() % 2;
  return even + odd * minuteMs;
}

const remainder = (slot: number, every: number): number => ((slot % every) + every) % every;

const mishapOf = (family: JobFamily, slot: number): Mishap | undefined =>
  family.mishaps?.find((mishap) => remainder(slot, mishap.every) === mishap.at)?.kind;

/** What somebody leaves out of the request of a slot: of four guards one family loses two, and the other one the rest. */
function withoutOf(seed: string, { id, unguardedEvery }: JobFamily, slot: number): readonly Guard[] {
  if (!unguardedEvery || remainder(slot, unguardedEvery) !== whole(streamOf(seed, id, 'unguarded'), 0, unguardedEvery)) return [];
  const halves = streamOf(seed, 'halves');
  const other = guards[1 + whole(halves, 0, guards.length - 1)];
  const isFirst = jobFamilies.find((family) => family.unguardedEvery)?.id === id;
  return guards.filter((guard) => (guard === guards[0] || guard === other) === isFirst);
}

/** The job of a slot, its whole life included. */
export function slotJob(seed: string, family: JobFamily, slot: number): Job {
  const minute = slotStart(seed, family, slot);
  const stream = subStream(streamOf(seed, family.id, 'job'), slot);
  const mishap = mishapOf(family, slot);
  const phases = phasesOf(family, mishap, minute + whole(stream, 90, 50) * 1000, stream);
  return {
    kind: family.kind,
    name: `${family.id}-${stampOf(minute)}`,
    place: family.place,
    team: family.team,
    by: family.by,
    family,
    createdAt: phases[0]?.from ?? minute,
    endedAt: phases.at(-1)?.from ?? minute,
    phases,
    stream,
    hyperParameters: {},
    without: withoutOf(seed, family, slot),
    ...(mishap ? { mishap } : {}),
  };
}

/** Jobs of the scheduled families that were created in [from, to), oldest first within a family. */
export function scheduledJobs(seed: string, place: Place, kind: JobKind, from: number, to: number): Job[] {
  return jobFamilies
    .filter((family) => family.kind === kind && isAt(family.place, place))
    .flatMap((family) => slotsBetween(family, from, to).map((slot) => slotJob(seed, family, slot)))
    .filter((job) => job.createdAt >= from && job.createdAt < to);
}

/** Slots whose job may have been created in [from, to). */
export function slotsBetween(family: JobFamily, from: number, to: number): number[] {
  const every = family.everyMinutes * minuteMs;
  const offset = family.offsetMinutes * minuteMs;
  const first = Math.floor((from - offset) / every) - 1;
  const last = Math.floor((to - offset) / every);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** The scheduled job of that name, if one was ever created there by `now`. Looks at no other job. */
export function scheduledJob(seed: string, place: Place, name: string, now: number): Job | undefined {
  const match = /^(.+)-(\d\d)(\d\d)-(\d\d)(\d\d)$/.exec(name);
  if (!match) return undefined;
  const family = jobFamilies.find((candidate) => candidate.id === match[1] && isAt(candidate.place, place));
  if (!family) return undefined;
  const [month, day, hour, minute] = match.slice(2).map(Number) as [number, number, number, number];
  const thisYear = new Date(now).getUTCFullYear();
  for (const year of [thisYear, thisYear - 1, thisYear - 2]) {
    const at = Date.UTC(year, month - 1, day, hour, minute);
    for (const slot of slotsBetween(family, at, at + minuteMs)) {
      const job = slotJob(seed, family, slot);
      if (job.name === name && job.createdAt <= now && Math.abs(job.createdAt - at) < minuteMs) return job;
    }
  }
  return undefined;
}
