import { paths } from '#lib/catalog/paths.ts';
import type { Finding } from '#lib/metrics/team-health.ts';

/** Where a finding is looked at; `query` keeps the page's range, instant and zone. */
export function findingPath(finding: Finding, query: string): string {
  const { kind, place, team } = finding;
  const path = {
    endpoint: () => paths.endpoint(team, place),
    job: () => paths.job(team, place.jobKind ?? 'training_job', place),
    labeling: () => paths.labelingJob(team, place),
    node: () => paths.section(team, 'nodes'),
    place: () => paths.section(team, 'runs'),
  }[kind]();
  return `${path}${query}`;
}
