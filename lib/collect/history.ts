import { fillAudit } from './audit.ts';
import type { PlaceContext, RunReport } from './context.ts';
import { fillMetrics } from './metrics/metrics.ts';

/**
 * The next piece of history behind the live windows of one place, newest first.
 * @returns its runs; none when nothing is left to fill
 */
export async function fillHistory(context: PlaceContext): Promise<RunReport[]> {
  const reports = [await fillMetrics(context), await fillAudit(context)];
  return reports.filter((report) => report !== null);
}
