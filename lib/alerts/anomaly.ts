import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import type { Baseline } from './anomaly-baseline.ts';
import { Calendar } from './anomaly-calendar.ts';
import { Forecast } from './anomaly-forecast.ts';
import { Reach, type ReachTerms, TwoReaches } from './anomaly-reach.ts';
import { MedianWindow } from './anomaly-window.ts';

/** `at`: epoch ms, not before the point before; a value that is null, NaN or infinite is a gap. */
type AnomalyPoint = { at: number; value: number | null };

/**
 * What about a point is out of the ordinary. `point`: its distance from what was expected; `level-shift`: that of the half-hour it ends; `contextual`:
 * it leaves what the days before showed around this hour; `variance`: the steps of the last hours are larger than usual. A plain point is a `point`.
 */
type AnomalyKind = 'point' | 'level-shift' | 'contextual' | 'variance';

export type AnomalyReading = {
  /** 0 to 1, of one meaning on all series: ½ is as far out as this one went before, ⅔ twice as far, ¾ three times. 0 while it learns. */
  score: number;
  /** null where the score is 0. */
  kind: AnomalyKind | null;
  /** In the unit of the series, as `low` and `high`; null for the first three hours. */
  expected: number | null;
  /** A value below `low` or above `high` is an anomalous `point`, unless one as far was just told; null for the first two days. */
  low: number | null;
  high: number | null;
};

export type AnomalyDetector = { next(point: AnomalyPoint): AnomalyReading };

export type AnomalyOptions = {
  /** How far apart points are. */
  periodMs?: number;
  /** After so long, half of how far a series once went is forgotten. */
  memoryMs?: number;
  /** The most by which one excursion alone may widen what is usual. */
  trust?: number;
};

/** From this score on a point is anomalous: a sixth farther out than its series has been. */
export const anomalousScore = 0.54;
const anomalousRatio = anomalousScore / (1 - anomalousScore);

/** Less than this share of the level is no change. */
const finestShare = 1e-4;
/** So many usual steps are no change either. */
const noiseSteps = 2;
/** Between larger numbers, differences and sums would not be finite. */
const largestValue = 1e150;

type Finding = { kind: AnomalyKind; ratio: number };

const noBand = { low: null, high: null };

const isValue = (value: number | null): value is number => value !== null && Math.abs(value) < largestValue;

/**
 * Reads a series point by point and says of each how far out it is: how many times as far from what was expected as this series ever went, in that
 * direction, in the weeks before. Expected is the median of the last three hours, or the same time of earlier days or of last week where that tells
 * better; half-hours, the range of the same hours of other days, and the size of steps are judged alike. For three hours only what goes farther
 * than the last remarkable point is remarkable, and what happens again on another occasion is usual.
 *
 * Source: the points alone; it is rebuilt from stored history. Memory: 30 kB at 5 minutes, 140 kB at one. Ideas: residuals of robust baselines, the
 * best of which is believed; the largest known residual as their measure, so that no distribution need fit; an outlier moves that measure by a
 * bounded step (Huber). `npm run bench -- alerts anomaly` measures it on labelled CloudWatch series.
 */
export function createAnomalyDetector({
  periodMs = 5 * minuteMs,
  memoryMs = 120 * dayMs,
  trust = 2,
}: AnomalyOptions = {}): AnomalyDetector {
  const pointsIn = (durationMs: number): number => Math.max(1, Math.round(durationMs / periodMs));
  const [day, occasion, warmUp] = [pointsIn(dayMs), pointsIn(3 * hourMs), pointsIn(2 * dayMs)];
  const terms: ReachTerms = { warmUp, halfLife: pointsIn(memoryMs), trust, occasion };
  const calendar = new Calendar(periodMs);
  const forecast = new Forecast(calendar, terms, pointsIn);
  const steps = new MedianWindow(pointsIn(6 * hourMs));
  const [variance, contextual] = [new Reach(terms), new TwoReaches(terms)];
  let slot = Number.NEGATIVE_INFINITY;
  let count = 0;
  let former = Number.NaN;
  let loudest = { ratio: 0, slot: 0 };

  /** What is no excursion, in the unit of the series. */
  const noiseOf = (level: number): number => Math.max(finestShare * Math.abs(level), noiseSteps * steps.median || 0);

  /** Judges a value by every measure, then learns it. @returns what is farthest out */
  function read(value: number, believed: Baseline): Finding {
    const { level } = forecast;
    const noise = noiseOf(level);
    forecast.read(value, noise);
    let farthest: Finding = { kind: 'point', ratio: believed.pointRatio };
    const heed = (kind: AnomalyKind, ratio: number): void => {
      if (ratio <= farthest.ratio) return;
      farthest = { kind: farthest.ratio >= anomalousRatio ? farthest.kind : kind, ratio };
    };
    heed('level-shift', believed.runRatio);
    if (count > 0) {
      steps.add(Math.abs(value - former));
      heed('variance', variance.read(steps.median, finestShare * Math.abs(level)));
    }
    if (count >= day) {
      const usual = Math.min(Math.max(value, Math.min(level, calendar.low)), Math.max(level, calendar.high));
      heed('contextual', contextual.read(value - usual, noise));
    }
    calendar.keep(value);
    count += 1;
    former = value;
    return farthest;
  }

  /** Only what goes farther than what was told a short while ago is news. */
  function news(ratio: number): number {
    const told = slot - loudest.slot <= occasion ? loudest.ratio : 0;
    if (ratio >= told) loudest = { ratio, slot };
    return ratio / Math.max(1, told);
  }

  return {
    next({ at, value }) {
      slot = Math.max(slot, Math.floor(at / periodMs));
      calendar.moveTo(slot);
      const believed = forecast.tell();
      const band = count < warmUp ? noBand : believed.band(anomalousRatio, noiseOf(forecast.level));
      const line = { expected: Number.isNaN(believed.expected) ? null : believed.expected, ...band };
      if (!isValue(value)) return { score: 0, kind: null, ...line };
      const { kind, ratio: farthest } = read(value, believed);
      const ratio = news(farthest);
      return { score: ratio / (1 + ratio), kind: ratio > 0 ? kind : null, ...line };
    },
  };
}
