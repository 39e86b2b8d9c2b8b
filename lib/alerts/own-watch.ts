import { type AnomalyWatch, createAnomalyWatch } from './anomaly-watch.ts';
import type { WeekBlock } from './change-weeks.ts';
import { createSumWatch, type SumWatch } from './sum-watch.ts';

/** What rules of one's own are judged by beyond the minutes of now, as long as this process lives: all of it comes out of what is stored. */
export type OwnWatch = {
  anomalies: AnomalyWatch;
  sums: SumWatch;
  /** Former weeks by the ids of series. */
  weeks: Map<number, WeekBlock>;
};

export const createOwnWatch = (): OwnWatch => ({
  anomalies: createAnomalyWatch(),
  sums: createSumWatch(),
  weeks: new Map(),
});
