import { fillAudit } from './audit.ts';
import type { PlaceContext, RunReport } from './context.ts';
import { fillJobs } from './inventory/job-history.ts';
import { fillMetrics } from './metrics/metrics.ts';
import { mayFill } from './pace.ts';

/**
 * The next piece of history behind the live windows of one place, newest first. Jobs of long ago have their turn once no number and no event is
 * missed: describing them takes minutes, for which a hole in what is watched would stand open.
 * @returns its runs; none when nothing is left to fill
 */
export async function fillHistory(context: PlaceContext): Promise<RunReport[]> {
  const missed = [(await mayFill(context)) ? await fillMetrics(context) : null, await fillAudit(context)];
  const reports = missed.filter((report) => report !== null);
  if (reports.length > 0) return reports;
  const jobs = await fillJobs(context);
  return jobs ? [jobs] : [];
}
