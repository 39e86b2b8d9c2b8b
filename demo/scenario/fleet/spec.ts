import type { DemoTeam } from '#demo/accounts.ts';
import type { EndpointKind } from '#lib/catalog/endpoint-kinds.ts';
import type { IncidentKind } from '../incidents.ts';
import type { Place } from '../types.ts';
import type { HardwareType } from './hardware.ts';

/** A variant on instances, or a serverless one. `perInstance`: requests a minute at which target tracking is content. */
export type VariantSpec = {
  name: string;
  weight: number;
  isShadow: boolean;
  type: HardwareType;
  min: number;
  max: number;
  perInstance: number;
  isScaled: boolean;
  serverless?: { memoryMb: number; maxConcurrency: number; provisioned?: number };
};

/** A model with a reserved share of the endpoint's instances. `copies` 0: scaled to zero, nobody asks for it. */
export type ComponentSpec = { name: string; share: number; copies: number; cpus: number; accelerators: number; memoryMb: number };

/** What does not change about an endpoint. Rates are requests a minute at the busiest hour of an ordinary weekday. */
export type EndpointSpec = Place & {
  name: string;
  /** What its models are called. */
  stem: string;
  kind: EndpointKind;
  team: DemoTeam | null;
  /** Whether the team is said by tag; else only its name tells. */
  isTagged: boolean;
  createdAt: number;
  /** DeleteEndpoint; Infinity for what lives on. */
  deletedAt: number;
  /** Requests cease here; Infinity where they go on. */
  trafficUntil: number;
  rate: number;
  medianUs: number;
  sigma: number;
  share4xx: number;
  share5xx: number;
  memory: number;
  variants: readonly VariantSpec[];
  components: readonly ComponentSpec[];
  containers: readonly string[];
  isStreaming: boolean;
  isEnhanced: boolean;
  /** Says in so many words that enhanced metrics are off, where others say nothing. */
  isPlain: boolean;
  /** Days between routine deployments. */
  cadenceDays: number;
  hasKey: boolean;
  hasVpc: boolean;
  isIsolated: boolean;
  byDigest: boolean;
  captures: boolean;
  /** Incidents that befall it from time to time. */
  prone: readonly IncidentKind[];
  stream: number;
  /** Of the whole scenario: what else there is follows from it. */
  seed: string;
};

export const endpointArn = (spec: Place & { name: string }): string =>
  `arn:aws:sagemaker:${spec.region}:${spec.account}:endpoint/${spec.name.toLowerCase()}`;

export const scalableResource = (spec: EndpointSpec, variant: VariantSpec): string =>
  `endpoint/${spec.name}/variant/${variant.name}`;

export const usesGpu = (type: HardwareType): boolean => /^ml\.[gp]\d/.test(type);
