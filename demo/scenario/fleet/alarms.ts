import { minuteMs } from '#lib/time.ts';
import { whole } from '../random.ts';
import type { Dimension, MetricSource } from '../types.ts';
import { alarmNames } from './activities.ts';
import { findSeries } from './metrics.ts';
import { policyArn, registeredAt, targetsOf, targetValue } from './operations/scaling.ts';
import { hosts, sagemaker } from './series.ts';
import type { EndpointSpec, VariantSpec } from './spec.ts';

export type AlarmStatistic = 'Average' | 'Sum' | 'Maximum' | 'p99' | 'p90';

/** An alarm on one metric of a fleet's endpoint, at one-minute periods. */
export type AlarmDefinition = {
  spec: EndpointSpec;
  variant: string;
  name: string;
  description: string;
  metric: MetricSource;
  statistic: AlarmStatistic;
  threshold: number;
  /** 1: above the threshold is bad; -1: below it. */
  sign: 1 | -1;
  periods: number;
  toAlarm: number;
  missing: 'notBreaching' | 'missing';
  createdAt: number;
  /** When somebody switched its actions off. */
  disabledAt?: number;
  isScaling: boolean;
  actions: readonly string[];
};

type Usual = {
  suffix: string;
  namespace?: string;
  metricName: string;
  statistic: AlarmStatistic;
  threshold: number;
  periods: number;
  toAlarm: number;
  words: string;
};

/** An error share of one in a hundred and a p99 of twice the usual are what most teams page on. */
function usualAlarms(spec: EndpointSpec): Usual[] {
  const errors = {
    suffix: '5xx',
    metricName: 'Invocation5XXErrors',
    statistic: 'Average',
    threshold: 0.01,
    periods: 5,
    toAlarm: 3,
    words: 'more than 1 % of calls fail',
  } as const;
  const limit = Math.ceil((spec.medianUs * 8.8) / 100_000) * 100_000;
  const slow = {
    suffix: 'p99',
    metricName: 'ModelLatency',
    statistic: 'p99',
    threshold: limit,
    periods: 5,
    toAlarm: 5,
    words: `p99 above ${limit / 1000} ms`,
  } as const;
  const byKind: Partial<Record<EndpointSpec['kind'], Usual[]>> = {
    asynchronous: [
      errors,
      {
        suffix: 'oldest',
        metricName: 'ApproximateAgeOfOldestRequest',
        statistic: 'Maximum',
        threshold: 900,
        periods: 3,
        toAlarm: 3,
        words: 'a request waits for more than 15 min',
      },
    ],
    serverless: [
      errors,
      {
        suffix: 'concurrency',
        metricName: 'ServerlessConcurrentExecutionsUtilization',
        statistic: 'Maximum',
        threshold: 0.9,
        periods: 5,
        toAlarm: 3,
        words: 'nine tenths of the concurrency used',
      },
    ],
  };
  const memory = {
    suffix: 'memory',
    namespace: hosts,
    metricName: 'MemoryUtilization',
    statistic: 'Maximum',
    threshold: 90,
    periods: 5,
    toAlarm: 5,
    words: 'memory above 90 %',
  } as const;
  return [...(byKind[spec.kind] ?? [errors, slow]), ...(spec.prone.includes('memory_leak') ? [memory] : [])];
}

/** Some endpoints go without an alarm; search-ranker-v7 has none on latency. */
function isMissing(spec: EndpointSpec, suffix: string): boolean {
  if (spec.team === null) return suffix !== 'p99';
  if (spec.prone.includes('auto_rollback')) return false;
  if (spec.name === 'search-ranker-v7') return suffix === 'p99';
  return whole(spec.stream, suffix === '5xx' ? 90 : 91, 10) < (spec.account === '111122223333' ? 2 : 5);
}

function usual(spec: EndpointSpec): AlarmDefinition[] {
  return spec.variants.flatMap((variant) =>
    usualAlarms(spec)
      .filter(({ suffix }) => !variant.isShadow && !isMissing(spec, suffix))
      .flatMap(({ suffix, words, namespace = sagemaker, ...rest }, index) => {
        const dimensions = dimensionsOf(spec, variant, rest.metricName);
        const metric = findSeries(spec, { namespace, metricName: rest.metricName, dimensions });
        if (!metric) return [];
        const createdAt = spec.createdAt + (40 + index) * minuteMs;
        return [
          {
            ...rest,
            spec,
            variant: variant.name,
            name: spec.variants.length > 1 ? `${spec.name}-${variant.name}-${suffix}` : `${spec.name}-${suffix}`,
            description: `${spec.name}: ${words}`,
            metric,
            sign: 1 as const,
            missing: spec.trafficUntil < Number.POSITIVE_INFINITY ? ('missing' as const) : ('notBreaching' as const),
            createdAt,
            ...(spec.name === 'search-embed-v3' && suffix === 'p99'
              ? { disabledAt: spec.createdAt + 61 * 24 * 60 * minuteMs }
              : {}),
            isScaling: false,
            actions: [`arn:aws:sns:${spec.region}:${spec.account}:ml-${spec.team ?? 'legacy'}-oncall`],
          },
        ];
      }),
  );
}

function dimensionsOf(spec: EndpointSpec, variant: VariantSpec, metricName: string): Dimension[] {
  const endpoint = { Name: 'EndpointName', Value: spec.name };
  return metricName.startsWith('Approximate') ? [endpoint] : [endpoint, { Name: 'VariantName', Value: variant.name }];
}

/** The pair that target tracking makes: high for three minutes, low for a quarter of an hour. */
function scaling(spec: EndpointSpec): AlarmDefinition[] {
  return targetsOf(spec).flatMap((target) => {
    const { variant } = target;
    const metric = findSeries(spec, {
      namespace: sagemaker,
      metricName: 'InvocationsPerInstance',
      dimensions: dimensionsOf(spec, variant, 'InvocationsPerInstance'),
    });
    if (!metric) return [];
    const names = alarmNames(spec, variant);
    const shared = {
      spec,
      variant: variant.name,
      metric,
      statistic: 'Sum' as const,
      missing: 'missing' as const,
      createdAt: registeredAt(spec) + 3_000,
      isScaling: true,
      description: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${policyArn(target)}.`,
      actions: [policyArn(target)],
    };
    const value = targetValue(variant);
    return [
      { ...shared, name: names.high, threshold: value, sign: 1 as const, periods: 3, toAlarm: 3 },
      { ...shared, name: names.low, threshold: value * 0.9, sign: -1 as const, periods: 15, toAlarm: 15 },
    ];
  });
}

const known = new WeakMap<EndpointSpec, readonly AlarmDefinition[]>();

/** Every alarm on an endpoint, those of target tracking included. */
export function alarmDefinitions(spec: EndpointSpec): readonly AlarmDefinition[] {
  const before = known.get(spec);
  if (before) return before;
  const definitions = Number.isFinite(spec.deletedAt) ? [] : [...usual(spec), ...scaling(spec)];
  known.set(spec, definitions);
  return definitions;
}

const isExtended = (statistic: AlarmStatistic): boolean => /^p\d/.test(statistic);
const operator = ({ sign }: AlarmDefinition): string => (sign === 1 ? 'GreaterThanThreshold' : 'LessThanThreshold');

/** What PutMetricAlarm was asked for. */
export const alarmRequest = (definition: AlarmDefinition): Record<string, unknown> => ({
  AlarmName: definition.name,
  AlarmDescription: definition.description,
  ActionsEnabled: true,
  AlarmActions: definition.actions,
  ...(definition.isScaling ? {} : { OKActions: definition.actions }),
  MetricName: definition.metric.metricName,
  Namespace: definition.metric.namespace,
  ...(isExtended(definition.statistic) ? { ExtendedStatistic: definition.statistic } : { Statistic: definition.statistic }),
  Dimensions: definition.metric.dimensions,
  Period: 60,
  EvaluationPeriods: definition.periods,
  DatapointsToAlarm: definition.toAlarm,
  Threshold: definition.threshold,
  ComparisonOperator: operator(definition),
  ...(definition.isScaling ? {} : { TreatMissingData: definition.missing }),
});
