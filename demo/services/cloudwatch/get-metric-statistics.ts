import type { EngineOperation } from '../../engine.ts';
import { streamOf, uniform } from '../../scenario/random.ts';
import type { Dimension } from '../../scenario/types.ts';
import { invalidCombination, invalidValue, missingParameter } from './errors.ts';
import { isPeriod, timeOf } from './metric-data-request.ts';
import { PointReader } from './points.ts';
import { parseStatistic, type Statistic } from './statistics.ts';

const maxPoints = 1440;
const simple = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'];

/** The older way to read one metric, which many exporters still take: no pages, no order, 1,440 points at most. */
export const getMetricStatistics: EngineOperation = (input, context) => {
  const metric = metricOf(input);
  const { startAt, endAt, periodSeconds } = windowOf(input);
  const statistics = statisticsOf(input, 'Statistics', (name) => simple.includes(name));
  const extended = statisticsOf(input, 'ExtendedStatistics', (name) => !simple.includes(name));
  if (statistics.length + extended.length === 0) {
    throw invalidCombination('Must specify either Statistics or ExtendedStatistics');
  }
  const reader = new PointReader(context.scenario, context, { startAt, endAt, now: context.now, late: context.late });
  const units = typeof input.Unit === 'string' ? [input.Unit] : reader.unitsOf(metric);
  const inUnits = units.flatMap((unit) => reader.bins(metric, periodSeconds, unit).map((bin) => ({ ...bin, unit })));
  const points = inUnits.map(({ at, sample, unit }) => {
    const figures = (rows: typeof statistics) => Object.fromEntries(rows.map(([name, statistic]) => [name, statistic(sample)]));
    return {
      Timestamp: at / 1000,
      ...figures(statistics),
      Unit: unit,
      ...(extended.length > 0 ? { ExtendedStatistics: figures(extended) } : {}),
    };
  });
  // AWS gives them in no order; who forgets to sort is to notice it here.
  const place = (point: { Timestamp: number }): number => uniform(streamOf('datapoint', point.Timestamp), 0);
  return { Label: metric.metricName, Datapoints: points.sort((a, b) => place(a) - place(b)) };
};

function metricOf(input: Record<string, unknown>) {
  const { Namespace: namespace, MetricName: metricName, Dimensions: dimensions } = input;
  if (typeof namespace !== 'string' || namespace === '') throw missingParameter('Namespace');
  if (typeof metricName !== 'string' || metricName === '') throw missingParameter('MetricName');
  return { namespace, metricName, dimensions: (Array.isArray(dimensions) ? dimensions : []) as Dimension[] };
}

function windowOf(input: Record<string, unknown>) {
  const startAt = timeOf(input, 'StartTime');
  const endAt = timeOf(input, 'EndTime');
  const { Period: period } = input;
  if (startAt >= endAt) throw invalidCombination('The parameter StartTime must be less than the parameter EndTime.');
  if (period === undefined || period === null) throw missingParameter('Period');
  if (typeof period !== 'number' || !isPeriod(period)) {
    throw invalidValue(`The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60, and not ${period}.`);
  }
  const count = Math.ceil((endAt - startAt) / 1000 / period);
  if (count > maxPoints) {
    throw invalidCombination(
      `You have requested up to ${count.toLocaleString('en-US')} datapoints, which exceeds the limit of 1,440. ` +
        'You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
    );
  }
  return { startAt, endAt, periodSeconds: period };
}

function statisticsOf(input: Record<string, unknown>, member: string, isOf: (name: string) => boolean): [string, Statistic][] {
  const names = input[member];
  return (Array.isArray(names) ? names : []).map((name, index) => {
    const statistic = typeof name === 'string' && isOf(name) ? parseStatistic(name) : undefined;
    if (!statistic) throw invalidValue(`The value ${name} for parameter ${member}.member.${index + 1} is not supported.`);
    return [String(name), statistic];
  });
}
