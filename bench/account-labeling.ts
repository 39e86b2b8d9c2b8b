import { eventsOf, type LabelingJob, labelCounters, labelingJobsAlive, statusOf } from '#demo/scenario/floor/labeling-job.ts';
import { occurrencesBetween } from '#demo/scenario/floor/recurrence.ts';
import { places } from '#demo/scenario/floor/setting.ts';
import { stall, stalledTeam } from '#demo/scenario/floor/workforce.ts';
import { teamRules } from '#lib/catalog/health.ts';
import { labelingReading } from '#lib/queries/alert-readings.ts';
import { dayMs, floorTo, hourMs, minuteMs } from '#lib/time.ts';
import type { Firing } from './account-quiet.ts';

type Window = { from: number; to: number };

/** As the query reads it: somebody worked within so long of this time yesterday. */
const sameTimeMs = 20 * minuteMs;
const idleMs = teamRules.idleLabelingMinutes * minuteMs;
/** What breaks again within it is the same. */
const sameMs = hourMs;

/** How many of ascending instants lie before one. */
function countBefore(times: readonly number[], at: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** While its crew is shut out, and until somebody is back, a job of that crew stands still for a reason. */
const isShutOut = ({ family }: LabelingJob, at: number): boolean =>
  family.crew.name === stalledTeam && occurrencesBetween(stall, at - idleMs, at + 1).length > 0;

function judgeJob(job: LabelingJob, { from, to }: Window): { firings: Firing[]; minutes: number } {
  const times = eventsOf(job, from - 7 * dayMs, to).map(({ at }) => at);
  const firings: Firing[] = [];
  let [minutes, lastAt] = [0, Number.NEGATIVE_INFINITY];
  const first = floorTo(Math.max(from, job.createdAt), minuteMs) + minuteMs;
  for (let now = first; now < Math.min(to, job.endedAt); now += minuteMs) {
    if (statusOf(job, now) !== 'InProgress') continue;
    minutes += 1;
    const lastWorkAt = times[countBefore(times, now) - 1] ?? null;
    if (now - (lastWorkAt ?? job.createdAt) <= idleMs || isShutOut(job, now)) continue;
    const yesterday = [now - dayMs - sameTimeMs, now - dayMs + sameTimeMs].map((at) => countBefore(times, at));
    const reading = labelingReading(
      {
        ...{ ...job.place, team: job.family.team, name: job.name, labeled: 0, waiting: labelCounters(job, now).Unlabeled },
        ...{ lastWorkAt, isWorkTime: yesterday[0] !== yesterday[1], startedAt: job.createdAt, readAt: now },
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
export function judgeLabeling(seed: string, window: Window): { firings: Firing[]; minutes: number } {
  const jobs = places.flatMap((place) => labelingJobsAlive(seed, place, window.from, window.to));
  const all = jobs.map((job) => judgeJob(job, window));
  return { firings: all.flatMap(({ firings }) => firings), minutes: all.reduce((sum, one) => sum + one.minutes, 0) };
}
