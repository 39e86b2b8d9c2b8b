import { minuteMs } from '#lib/time.ts';
import type { Datum, MetricIdentity, Place, Scenario } from '../scenario/types.ts';

export type OracleStatistic = 'Sum' | 'SampleCount' | 'Average' | 'Minimum' | 'Maximum' | `p${number}`;

/**
 * What CloudWatch must say of one whole minute once all of its data has arrived, from the scenario alone and by other
 * arithmetic than the demo account's own: every observation is written out.
 * @param at epoch milliseconds of the minute's start
 * @returns undefined when nothing was published in that minute
 */
export function oracleValue(
  scenario: Scenario,
  place: Place,
  { metric, statistic, at }: { metric: MetricIdentity; statistic: OracleStatistic; at: number },
): number | undefined {
  const sources = scenario.parts.flatMap((part) => part.findMetric(place, metric) ?? []);
  if (sources.length > 1) throw new Error(`${metric.metricName} is published by ${sources.length} parts`);
  const [source] = sources;
  const isAlive = source && at < source.activeTo && at + minuteMs > source.activeFrom;
  const datum = isAlive ? source.datum(at / minuteMs) : undefined;
  const observations = datum ? expanded(datum) : [];
  return observations.length === 0 ? undefined : evaluate(statistic, observations);
}

const expanded = ({ values, counts }: Datum): number[] =>
  Array.from(values)
    .flatMap((value, index) => new Array<number>(counts[index] ?? 0).fill(value))
    .sort((a, b) => a - b);

function evaluate(statistic: OracleStatistic, observations: readonly number[]): number | undefined {
  const count = observations.length;
  const sum = observations.reduce((total, value) => total + value, 0);
  if (statistic === 'SampleCount') return count;
  if (statistic === 'Sum') return sum;
  if (statistic === 'Average') return sum / count;
  if (statistic === 'Minimum') return observations[0];
  if (statistic === 'Maximum') return observations.at(-1);
  return observations[Math.max(0, Math.ceil((Number(statistic.slice(1)) * count) / 100 - 1e-9) - 1)];
}
