import { minuteMs } from '#lib/time.ts';
import type { Window } from './windows.ts';

/** GetMetricData's limits for one call. */
export const queriesPerCall = 500;
export const pointsPerCall = 100_800;

export const minutesOf = ({ from, to }: Window): number => Math.ceil((to - from) / minuteMs);

/** The fewest calls that can fetch so many queries over one window at one point a minute. */
export const minimumCalls = (queries: number, minutes: number): number =>
  Math.max(Math.ceil(queries / queriesPerCall), Math.ceil((queries * minutes) / pointsPerCall));

/** Full batches in the given order: 500 queries each, fewer only where the window's points would not fit. */
export function packQueries<T>(queries: readonly T[], minutes: number): T[][] {
  const size = Math.max(1, Math.min(queriesPerCall, Math.floor(pointsPerCall / Math.max(1, minutes))));
  return Array.from({ length: Math.ceil(queries.length / size) }, (_, index) => queries.slice(index * size, (index + 1) * size));
}
