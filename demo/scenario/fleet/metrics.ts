import type { Dimension, MetricIdentity, MetricSource } from '../types.ts';
import { asyncTraffic, backlogSeries } from './async-series.ts';
import { smallType } from './capacity.ts';
import { componentTraffic } from './component-series.ts';
import {
  componentHostSeries,
  containerHosts,
  gpuReservationSeries,
  gpuSeries,
  hostSeries,
  loadedModels,
  reservationSeries,
} from './host-series.ts';
import { instanceId } from './instances.ts';
import { type Definition, FleetSeries, type Subject } from './series.ts';
import { type EndpointSpec, usesGpu, type VariantSpec } from './spec.ts';
import {
  containerTraffic,
  multiModelTraffic,
  provisionedTraffic,
  serverlessTraffic,
  streamingTraffic,
  variantTraffic,
} from './traffic-series.ts';

const usual = Object.values(variantTraffic);
const {
  Invocation4XXErrors,
  Invocation5XXErrors,
  InvocationModelErrors,
  Invocations,
  InvocationsPerInstance,
  ModelLatency,
  OverheadLatency,
} = variantTraffic;
const serverlessUsual = [
  Invocations,
  Invocation4XXErrors,
  Invocation5XXErrors,
  InvocationModelErrors,
  ModelLatency,
  OverheadLatency,
];

type Published = {
  /** By EndpointName and VariantName, and also by InstanceType where there is one. */
  traffic: (spec: EndpointSpec, variant: VariantSpec) => readonly Definition[];
  /** By EndpointName and VariantName alone. */
  only: (spec: EndpointSpec, variant: VariantSpec) => readonly Definition[];
};
const none = () => [];

/** What each kind of endpoint publishes of a variant. Asynchronous ones publish no Invocations, overhead or per-instance figures. */
const published: Readonly<Record<EndpointSpec['kind'], Published>> = {
  realtime: { traffic: () => usual, only: none },
  multi_model: { traffic: () => usual, only: () => [loadedModels, ...multiModelTraffic] },
  multi_container: { traffic: () => usual, only: none },
  asynchronous: {
    traffic: () => [Invocation4XXErrors, Invocation5XXErrors, InvocationModelErrors, ModelLatency],
    only: () => asyncTraffic,
  },
  serverless: {
    traffic: () => serverlessUsual,
    only: (_, variant) => [...serverlessTraffic, ...(variant.serverless?.provisioned ? provisionedTraffic : [])],
  },
  inference_components: { traffic: () => [...serverlessUsual, InvocationsPerInstance], only: none },
};

const hostsOf = (spec: EndpointSpec, variant: VariantSpec): readonly Definition[] => {
  if (variant.serverless) return [];
  const hasGpu = usesGpu(variant.type);
  const isShared = spec.kind === 'inference_components';
  return [
    ...hostSeries,
    ...(hasGpu ? gpuSeries : []),
    ...(isShared ? reservationSeries : []),
    ...(isShared && hasGpu ? gpuReservationSeries : []),
  ];
};

const dimension = (Name: string, Value: string): Dimension => ({ Name, Value });

/** Every series of a variant: plain, then the same split by instance type and, with enhanced metrics, by instance. */
function* variantSeries(spec: EndpointSpec, index: number): Generator<FleetSeries> {
  const variant = spec.variants[index] as VariantSpec;
  const plain = [dimension('EndpointName', spec.name), dimension('VariantName', variant.name)];
  const subject: Subject = { spec, variant: index, part: 0 };
  const kind = published[spec.kind];
  const split = [...kind.traffic(spec, variant), ...(spec.isStreaming ? streamingTraffic : []), ...hostsOf(spec, variant)];
  for (const definition of split) yield new FleetSeries(definition, subject, plain);
  for (const definition of kind.only(spec, variant)) yield new FleetSeries(definition, subject, plain);
  if (variant.serverless) return;
  const types = spec.prone.includes('bad_deployment') ? [variant.type, smallType] : [variant.type];
  for (const type of types) {
    const dimensions = [...plain, dimension('InstanceType', type)];
    for (const definition of split) yield new FleetSeries(definition, { ...subject, type }, dimensions);
  }
  for (let instance = 0; spec.isEnhanced && instance < variant.max; instance += 1) {
    const dimensions = [...plain, dimension('InstanceId', instanceId(spec, variant, instance))];
    for (const definition of hostSeries) yield new FleetSeries(definition, { ...subject, instance }, dimensions);
  }
  for (const [part, container] of spec.containers.entries()) {
    const dimensions = [...plain, dimension('ContainerName', container)];
    for (const definition of [...containerTraffic, ...containerHosts])
      yield new FleetSeries(definition, { ...subject, part }, dimensions);
  }
}

function* componentSeries(spec: EndpointSpec): Generator<FleetSeries> {
  const type = spec.variants[0]?.type ?? 'ml.g5.12xlarge';
  for (const [part, component] of spec.components.entries()) {
    const plain = [dimension('InferenceComponentName', component.name)];
    const subject: Subject = { spec, variant: 0, part };
    for (const definition of [...componentTraffic, ...componentHostSeries(type)]) {
      yield new FleetSeries(definition, subject, plain);
      if (definition.namespace !== 'AWS/SageMaker') {
        yield new FleetSeries(definition, subject, [...plain, dimension('InstanceType', type)]);
      }
    }
  }
}

/** Every series of an endpoint, its components included. */
export function* seriesOf(spec: EndpointSpec): Generator<FleetSeries> {
  for (const index of spec.variants.keys()) yield* variantSeries(spec, index);
  if (spec.kind === 'asynchronous') {
    const dimensions = [dimension('EndpointName', spec.name)];
    for (const definition of backlogSeries) yield new FleetSeries(definition, { spec, variant: 0, part: 0 }, dimensions);
  }
  yield* componentSeries(spec);
}

const sameDimensions = (a: readonly Dimension[], b: readonly Dimension[]): boolean =>
  a.length === b.length && a.every(({ Name, Value }) => b.some((other) => other.Name === Name && other.Value === Value));

/** The endpoint's series of that identity. */
export function findSeries(spec: EndpointSpec, { namespace, metricName, dimensions }: MetricIdentity): MetricSource | undefined {
  for (const series of seriesOf(spec)) {
    if (series.metricName === metricName && series.namespace === namespace && sameDimensions(series.dimensions, dimensions))
      return series;
  }
  return undefined;
}

/** Series of components that serve nobody have no data ever. */
export const hasData = (series: FleetSeries, spec: EndpointSpec, from: number, to: number): boolean => {
  if (series.activeFrom >= to || series.activeTo <= from) return false;
  const name = series.dimensions[0]?.Name === 'InferenceComponentName' ? series.dimensions[0].Value : undefined;
  return !name || spec.components.some((component) => component.name === name && component.copies > 0);
};
