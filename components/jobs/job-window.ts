import type { View } from '#components/url/view.ts';
import type { Search } from '#components/url/view-query.ts';
import { dayMs, minuteMs } from '#lib/time.ts';

/** The page's window where the URL names one, else the job's own life with a little room round it, at most the last three days of it. */
export function jobWindow(
  view: View,
  search: Search,
  job: { createdAt: number | null; startedAt: number | null; endedAt: number | null },
): { from: number; to: number } {
  if (search.range !== undefined || search.from !== undefined || job.createdAt === null) return { from: view.from, to: view.to };
  const to = Math.min(view.now, (job.endedAt ?? view.now) + 2 * minuteMs);
  const from = Math.max(job.createdAt - minuteMs, to - 3 * dayMs);
  return from < to ? { from, to } : { from: view.from, to: view.to };
}
