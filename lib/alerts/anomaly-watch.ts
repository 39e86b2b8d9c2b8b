import { minuteMs } from '#lib/time.ts';
import { type AnomalyDetector, type AnomalyReading, createAnomalyDetector } from './anomaly.ts';

/** What is judged at once: five minutes, as long as CloudWatch's coarser period. */
export const anomalyStepMs = 5 * minuteMs;
/** A verdict looks at so many steps, so that a judging that was skipped loses none. */
const recentSteps = 3;

/** A step of a series, at its beginning (epoch ms); null where it had no value. */
type AnomalyStep = { at: number; value: number | null };
export type JudgedStep = AnomalyStep & AnomalyReading;

type Followed = { detector: AnomalyDetector; fedTo: number; recent: JudgedStep[] };

/** Series that are followed in this process, by their ids. What is forgotten is read anew from what is stored. */
export type AnomalyWatch = {
  /** The end of what was fed, epoch ms; null of a series that is not followed yet. */
  fedTo(id: number): number | null;
  /** Feeds steps that come after all that were fed, oldest first. */
  feed(id: number, steps: readonly AnomalyStep[]): void;
  /** The last steps of a series, oldest first. */
  recent(id: number): readonly JudgedStep[];
  /** Forgets all other series. */
  keep(ids: ReadonlySet<number>): void;
};

export function createAnomalyWatch(): AnomalyWatch {
  const followed = new Map<number, Followed>();
  return {
    fedTo: (id) => followed.get(id)?.fedTo ?? null,
    feed(id, steps) {
      const one = followed.get(id) ?? { detector: createAnomalyDetector({ periodMs: anomalyStepMs }), fedTo: 0, recent: [] };
      for (const step of steps) {
        if (step.at < one.fedTo) continue;
        one.recent = [...one.recent, { ...step, ...one.detector.next(step) }].slice(-recentSteps);
        one.fedTo = step.at + anomalyStepMs;
      }
      followed.set(id, one);
    },
    recent: (id) => followed.get(id)?.recent ?? [],
    keep(ids) {
      for (const id of followed.keys()) if (!ids.has(id)) followed.delete(id);
    },
  };
}
