import { streamOf, subStream, uniform } from '../random.ts';
import type { CallContext, Place, Scale } from '../types.ts';
import type { Job } from './job.ts';
import { jobFamilies } from './job-families.ts';
import type { JobFamily } from './job-family.ts';
import { type Phase, phaseMessage } from './job-phases.ts';
import { isAt, researchUs } from './setting.ts';

/** A long past: so many training jobs that all ended before a moment (epoch ms). */
export type Finished = { count: number; before: number };

/** Training jobs by their rank in time, 0 the newest. Nothing is kept: each is computed when it is asked for. */
export type FinishedJobs = {
  count: number;
  at(rank: number): Job;
  createdAt(rank: number): number;
  endedAt(rank: number): number;
  named(name: string): Job | undefined;
};

/** Where the knob puts them: where the floor has the fewest jobs of its own. */
export const finishedPlace: Place = researchUs;

const minuteMs = 60_000;
const spanMs = 400 * 24 * 60 * minuteMs;
const marginMs = 120 * minuteMs;
const mostJitterMs = 20 * minuteMs;

const families: readonly JobFamily[] = jobFamilies.filter(({ kind }) => kind === 'training');

/** One in fifty has no team, one in twelve failed, one in forty was stopped. */
const shares = { unowned: 0.02, failed: 1 / 12, stopped: 1 / 40 } as const;

const endings = {
  Completed: ['Uploading', 'Completed'],
  Failed: [null, 'Failed'],
  Stopped: ['Stopping', 'Stopped'],
} as const satisfies Record<string, readonly [Phase['name'] | null, Phase['name']]>;

function endingOf(luck: number): keyof typeof endings {
  if (luck < shares.failed) return 'Failed';
  return luck < shares.failed + shares.stopped ? 'Stopped' : 'Completed';
}

function phases(createdAt: number, endedAt: number, [last, end]: (typeof endings)[keyof typeof endings]): Phase[] {
  const bounds: [Phase['name'], number][] = [
    ['Starting', createdAt],
    ['Downloading', createdAt + 2 * minuteMs],
    ['Training', createdAt + 4 * minuteMs],
    ...(last ? [[last, endedAt - minuteMs] satisfies [Phase['name'], number]] : []),
    [end, endedAt],
  ];
  return bounds.map(([name, from], index) => ({
    name,
    from,
    to: bounds[index + 1]?.[1] ?? Number.POSITIVE_INFINITY,
    message: phaseMessage(name),
  }));
}

/** Creation and end both fall as the rank grows, so that a moment's rank is found by halving. */
export function finishedJobs(seed: string, { count, before }: Finished): FinishedJobs {
  const stepMs = Math.floor(spanMs / Math.max(1, count));
  const jitterMs = Math.min(stepMs / 2, mostJitterMs);
  const newest = before - marginMs;
  const stream = streamOf(seed, 'finished-jobs');
  const createdAt = (rank: number): number => newest - rank * stepMs - Math.floor(uniform(stream, 2 * rank) * jitterMs);
  const endedAt = (rank: number): number =>
    newest -
    rank * stepMs +
    Math.floor((40 + 20 * Math.sin(rank / 3000)) * minuteMs) +
    Math.floor(uniform(stream, 2 * rank + 1) * jitterMs * 0.9);
  const familyOf = (own: number): JobFamily =>
    families[Math.floor(uniform(own, 1) * families.length)] ?? (families[0] as JobFamily);
  const nameOf = (family: JobFamily, rank: number): string => `${family.id}-run-${String(rank).padStart(7, '0')}`;

  const at = (rank: number): Job => {
    const own = subStream(stream, rank);
    const family = familyOf(own);
    const ending = endingOf(uniform(own, 2));
    return {
      kind: 'training',
      name: nameOf(family, rank),
      place: finishedPlace,
      team: uniform(own, 3) < shares.unowned ? null : family.team,
      by: family.by,
      family,
      createdAt: createdAt(rank),
      endedAt: endedAt(rank),
      phases: phases(createdAt(rank), endedAt(rank), endings[ending]),
      stream: own,
      hyperParameters: {},
      without: [],
      ...(ending === 'Failed' ? { mishap: 'script' as const } : {}),
    };
  };
  return {
    count,
    at,
    createdAt,
    endedAt,
    named(name) {
      const rank = Number(/-run-(\d{7})$/.exec(name)?.[1] ?? Number.NaN);
      const job = rank < count ? at(rank) : undefined;
      return job?.name === name ? job : undefined;
    },
  };
}

/** The lowest rank at which a time that falls with the rank is at most `moment`. */
export function rankAt(time: (rank: number) => number, count: number, moment: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (time(middle) <= moment) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The finished job of that name, if the place has them and one is called so. */
export const finishedJobNamed = (
  seed: string,
  { scenario, ...place }: Pick<CallContext, 'account' | 'region'> & { scenario: { scale: Scale } },
  name: string,
): Job | undefined =>
  scenario.scale.finishedJobs && isAt(place, finishedPlace)
    ? finishedJobs(seed, scenario.scale.finishedJobs).named(name)
    : undefined;
