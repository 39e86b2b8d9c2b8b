import type { Place } from '../types.ts';
import { type Job, jobStatus } from './job.ts';
import { slotJob, slotsBetween } from './job-book.ts';
import { jobFamilies } from './job-families.ts';
import { isAt, type Owner } from './setting.ts';

const longestMs = 3 * 86_400_000;

/** The newest training job of a team that had completed by an instant, of its last three days; what a model of then was made by. */
export function trainedBefore(seed: string, place: Place, team: Owner, at: number): Job | undefined {
  const families = jobFamilies.filter(
    (family) => family.kind === 'training' && family.team === team && isAt(family.place, place),
  );
  const newest = families.flatMap((family) => {
    const slots = slotsBetween(family, at - longestMs, at).toReversed();
    for (const slot of slots) {
      const job = slotJob(seed, family, slot);
      if (job.endedAt <= at && jobStatus(job, at) === 'Completed') return [job];
    }
    return [];
  });
  return newest.toSorted((a, b) => b.endedAt - a.endedAt)[0];
}
