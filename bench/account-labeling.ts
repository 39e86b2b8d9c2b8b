import { eventsOf, type LabelingJob, labelCounters, labelingJobsAlive, statusOf } from '#demo/scenario/floor/labeling-job.ts';
import { occurrencesBetween } from '#demo/scenario/floor/recurrence.ts';
import { places } from '#demo/scenario/floor/setting.ts';
import { stall, stalledTeam } from '#demo/scenario/floor/workforce.ts';
import { teamRules } from '#lib/catalog/health.ts';
import { labelingReading } from '#lib/queries/alert-readings.ts';
import { dayMs, floorTo, hourMs, minuteMs } from '#lib/time.ts';
import type { Firing } from './account-quiet.ts';

type Window = { from: number; to: number };

const idleMs = teamRules.idleLabelingMinutes * minuteMs;
/** What breaks again within it is the same. */
const sameMs = hourMs;

type Deed = { at: number; worker: string };

/** How many of ascending deeds lie at an instant or before. */
function countUpTo(deeds: readonly Deed[], at: number): number {
  let [low, high] = [0, deeds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((deeds[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As the query reads it: how many of a crew worked in the minutes before an instant. */
const peopleBefore = (deeds: readonly Deed[], at: number): number =>
  new Set(deeds.slice(countUpTo(deeds, at - idleMs), countUpTo(deeds, at)).map(({ worker }) => worker)).size;

/** While its crew is shut out, and until somebody is back, a job of that crew stands still for a reason. */
const isShutOut = ({ family }: LabelingJob, at: number): boolean =>
  family.crew.name === stalledTeam && occurrencesBetween(stall, at - idleMs, at + 1).length > 0;

function judgeJob(job: LabelingJob, deeds: readonly Deed[], { from, to }: Window): { firings: Firing[]; minutes: number } {
  const firings: Firing[] = [];
  let [minutes, lastAt] = [0, Number.NEGATIVE_INFINITY];
  const first = floorTo(Math.max(from, job.createdAt), minuteMs) + minuteMs;
  for (let now = first; now < Math.min(to, job.endedAt); now += minuteMs) {
    if (statusOf(job, now) !== 'InProgress') continue;
    minutes += 1;
    const lastWorkAt = deeds[countUpTo(deeds, now) - 1]?.at ?? null;
    if (now - (lastWorkAt ?? job.createdAt) <= idleMs || isShutOut(job, now)) continue;
    const isWorkTime = [dayMs, 7 * dayMs].every((ago) => peopleBefore(deeds, now - ago) >= teamRules.labelingRegulars);
    const reading = labelingReading(
      {
        ...{ ...job.place, team: job.family.team, name: job.name, labeled: 0, waiting: labelCounters(job, now).Unlabeled },
        ...{ lastWorkAt, isWorkTime, startedAt: job.createdAt, readAt: now },
      },
      now,
    );
    if (reading.verdict !== 'broken') continue;
    if (now - lastAt > sameMs) firings.push({ at: now, reading });
    lastAt = now;
  }
  return { firings, minutes };
}

/** Every labeling job in progress in a window, at each of its minutes but those in which its crew was shut out. */
export function judgeLabeling(seed: string, { from, to }: Window): { firings: Firing[]; minutes: number } {
  const since = from - 8 * dayMs;
  const alive = places.flatMap((place) => labelingJobsAlive(seed, place, since, to));
  const crews = Map.groupBy(alive, ({ family }) => family.crew.name);
  const all = [...crews.values()].flatMap((jobs) => {
    const deeds = jobs
      .flatMap((job) => eventsOf(job, since, to).map(({ at, worker }): Deed => ({ at, worker: worker.id })))
      .toSorted((a, b) => a.at - b.at);
    return jobs.filter(({ endedAt }) => endedAt > from).map((job) => judgeJob(job, deeds, { from, to }));
  });
  return { firings: all.flatMap(({ firings }) => firings), minutes: all.reduce((sum, one) => sum + one.minutes, 0) };
}
