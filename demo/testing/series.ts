import type { Datum, MetricIdentity, MetricSource, ScenarioPart } from '../scenario/types.ts';

const sameIdentity = (a: MetricIdentity, b: MetricIdentity): boolean => identityKey(a) === identityKey(b);

const identityKey = ({ namespace, metricName, dimensions }: MetricIdentity): string =>
  JSON.stringify([namespace, metricName, dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort()]);

/** A part that publishes series written by hand and nothing else. */
export const partOfSeries = (sources: readonly MetricSource[]): ScenarioPart => ({
  operations: {},
  metrics: (_, from, to) => sources.filter((source) => source.activeFrom < to && source.activeTo > from),
  findMetric: (_, identity) => sources.find((source) => sameIdentity(source, identity)),
  events: () => [],
  logGroups: () => [],
  logLines: () => undefined,
  alarms: () => [],
});

/** A series under AWS/SageMaker with EndpointName as its one dimension. */
export const seriesOf = (
  name: string,
  datum: (minute: number) => Datum | undefined,
  rest: Partial<MetricSource> = {},
): MetricSource => ({
  namespace: 'AWS/SageMaker',
  metricName: name,
  dimensions: [{ Name: 'EndpointName', Value: 'e' }],
  unit: 'None',
  activeFrom: 0,
  activeTo: Number.POSITIVE_INFINITY,
  datum,
  ...rest,
});
