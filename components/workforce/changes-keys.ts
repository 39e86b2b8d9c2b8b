import type { LabelingRecord } from '#lib/queries/workforce.ts';

/** What can change a floor: its jobs and the workteams that do them. */
export function floorKeys(
  jobs: readonly LabelingRecord[],
): { account: string; region: string; kind: 'labeling_job' | 'workteam' | 'workforce'; name: string }[] {
  const keys = jobs.flatMap((job) => [
    { account: job.account, region: job.region, kind: 'labeling_job' as const, name: job.name },
    ...(job.workteam === null
      ? []
      : [{ account: job.account, region: job.region, kind: 'workteam' as const, name: job.workteam }]),
  ]);
  return [...new Map(keys.map((key) => [`${key.account} ${key.region} ${key.kind} ${key.name}`, key])).values()];
}
