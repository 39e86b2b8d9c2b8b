import type { Datum, Dimension, MetricSource } from '../types.ts';
import type { EndpointSpec } from './spec.ts';

/** What a series is about: a variant of an endpoint, and within it perhaps a container, an instance or a component. */
export type Subject = {
  spec: EndpointSpec;
  variant: number;
  /** Position among the endpoint's components or containers. */
  part: number;
  /** Only while the variant runs on this type. */
  type?: string;
  /** Only this one of the variant's instances. */
  instance?: number;
};

export type Make = (subject: Subject, minute: number) => Datum | undefined;
export type Definition = { namespace: string; metricName: string; unit: string; make: Make; isTraffic: boolean };

export const sagemaker = 'AWS/SageMaker';
export const hosts = '/aws/sagemaker/Endpoints';
export const componentHosts = '/aws/sagemaker/InferenceComponents';

/** One metric of one subject. It keeps no data: a minute is computed when asked for. */
export class FleetSeries implements MetricSource {
  readonly namespace: string;
  readonly metricName: string;
  readonly unit: string;
  readonly dimensions: readonly Dimension[];
  readonly activeFrom: number;
  readonly activeTo: number;
  readonly #definition: Definition;
  readonly #subject: Subject;

  constructor(definition: Definition, subject: Subject, dimensions: readonly Dimension[]) {
    this.#definition = definition;
    this.#subject = subject;
    this.namespace = definition.namespace;
    this.metricName = definition.metricName;
    this.unit = definition.unit;
    this.dimensions = dimensions;
    this.activeFrom = subject.spec.createdAt + readyMinutes * 60_000;
    this.activeTo = definition.isTraffic ? subject.spec.trafficUntil : subject.spec.deletedAt;
  }

  datum(minute: number): Datum | undefined {
    if (minute * 60_000 < this.activeFrom || minute * 60_000 >= this.activeTo) return undefined;
    return this.#definition.make(this.#subject, minute);
  }
}

/** Minutes from CreateEndpoint to the first request. */
const readyMinutes = 10;
