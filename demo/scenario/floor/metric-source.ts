import type { Datum, Dimension, MetricIdentity, MetricSource } from '../types.ts';

/** One value, observed once. */
export const single = (value: number): Datum => ({ values: [value], counts: [1] });

/** The value of a dimension by name. */
export const dimension = (identity: MetricIdentity, name: string): string | undefined =>
  identity.dimensions.find((one) => one.Name === name)?.Value;

/** Whether the identity has exactly these dimensions, in any order. */
export const hasDimensions = (identity: MetricIdentity, names: readonly string[]): boolean =>
  identity.dimensions.length === names.length && names.every((name) => dimension(identity, name) !== undefined);

export const dimensionsOf = (values: Readonly<Record<string, string>>): Dimension[] =>
  Object.entries(values).map(([Name, Value]) => ({ Name, Value }));

export const named = (sources: readonly MetricSource[], metricName: string): MetricSource | undefined =>
  sources.find((source) => source.metricName === metricName);
