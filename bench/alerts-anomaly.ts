import { type AnomalyOptions, anomalousScore, createAnomalyDetector } from '#lib/alerts/anomaly.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import { atLeast, atMost, beside, type Figure, fixedLoop } from './figure.ts';
import { type NabScore, scoreSeries, totalOf } from './nab-score.ts';
import { type NabSeries, publishedSeries, readNabSeries } from './nab-series.ts';

/** What Random Cut Forest, AWS's own detector, has on these series. */
const toBeat = 57.6;

/** The shipped constants and those around them. */
const thresholds = [0.51, 0.52, 0.53, 0.54, 0.55, 0.56, 0.58, 0.6];
const grid: readonly AnomalyOptions[] = [60, 120, 240].flatMap((days) =>
  [1.5, 2, 3].map((trust) => ({ memoryMs: days * dayMs, trust })),
);

const readScores = ({ points }: NabSeries, options?: AnomalyOptions): number[] => {
  const detector = createAnomalyDetector(options);
  return points.map((point) => detector.next(point).score);
};

function judge({ points, windows }: NabSeries, scores: readonly number[], threshold: number): NabScore {
  const detections = scores.flatMap((score, row) => (score >= threshold ? [row] : []));
  return scoreSeries(points.length, windows, detections);
}

/** Each series by what of the grid does best on all the others. These series shaped the detector: only its constants are chosen without them. */
function leftOut(series: readonly NabSeries[]): NabScore[] {
  const choices = grid.flatMap((options) => {
    const read = series.map((one) => ({ one, scores: readScores(one, options) }));
    return thresholds.map((threshold) => ({
      options,
      threshold,
      judged: read.map(({ one, scores }) => judge(one, scores, threshold)),
    }));
  });
  return series.map((one, left) => {
    const onOthers = choices.map((choice) => ({ ...choice, total: totalOf(choice.judged.toSpliced(left, 1)) }));
    const { options, threshold } = onOthers.reduce((best, other) => (other.total > best.total ? other : best));
    return judge(one, readScores(one, options), threshold);
  });
}

const ofSeries = (name: string, { sum, windows, found, falseRows }: NabScore): Figure[] => [
  beside(`${name}: its part of the sum`, sum, ''),
  beside(`${name}: windows found, of ${windows}`, found, ''),
  beside(`${name}: false rows`, falseRows, ''),
];

const summed = (scores: readonly NabScore[], of: 'found' | 'windows' | 'falseRows'): number =>
  scores.reduce((sum, score) => sum + score[of], 0);

const ofAll = (name: string, scores: readonly NabScore[]): Figure[] => [
  atLeast(`${name}: score`, totalOf(scores), '', toBeat),
  beside(`${name}: windows found, of ${summed(scores, 'windows')}`, summed(scores, 'found'), ''),
  beside(`${name}: false rows`, summed(scores, 'falseRows'), ''),
];

function accuracy(series: readonly NabSeries[]): Figure[] {
  const shipped = series.map((one) => ({ name: one.name, score: judge(one, readScores(one), anomalousScore) }));
  const left = leftOut(series);
  return [
    ...shipped.flatMap(({ name, score }) => ofSeries(name, score)),
    ...left.map(({ sum }, index) => beside(`${series[index]?.name}, left out: its part of the sum`, sum, '')),
    ...ofAll(
      'the shipped constants',
      shipped.map(({ score }) => score),
    ),
    ...ofAll('each series left out of the choice of constants', left),
  ];
}

/** Fifteen days of five minutes with a daily wave, as a rule reads them when the worker starts. */
const history = Array.from({ length: 4_320 }, (_, row) => ({
  at: Date.parse('2026-11-01T00:00:00Z') + row * 5 * minuteMs,
  value: 100 + 50 * Math.sin((row / 288) * 2 * Math.PI) + ((row * 7_919) % 101) / 10,
}));

function readingMs(): number {
  const startedAt = performance.now();
  const detector = createAnomalyDetector();
  for (const point of history) detector.next(point);
  return performance.now() - startedAt;
}

/** The anomaly detector on the CloudWatch series of the Numenta benchmark, scored as that scores, and how fast it reads fifteen days. */
export async function measureAnomalies(): Promise<Figure[]> {
  const series = readNabSeries();
  return [
    beside('series that do not lie beside the checkout, skipped', publishedSeries - series.length, ''),
    ...(series.length > 0 ? accuracy(series) : []),
    atMost('reading 4,320 points, the best of 200', Math.min(...Array.from({ length: 200 }, readingMs)), 'ms', 10),
    fixedLoop(),
  ];
}
