import type { Place } from '../types.ts';
import type { Release } from './releases.ts';
import type { EndpointSpec, VariantSpec } from './spec.ts';

export const configName = (spec: EndpointSpec, release: Release): string => `${spec.name}-config-${release.ordinal}`;

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** What a variant's model of a release is called: by its day, a candidate also by its hour. */
export function modelName(spec: EndpointSpec, variant: VariantSpec, release: Release): string {
  const stem = spec.variants.length > 1 ? `${spec.stem}-${variant.name}` : spec.stem;
  const hour = release.kind === 'candidate' ? `-rc${new Date(release.configAt).toISOString().slice(11, 13)}` : '';
  return `${stem}-${day(release.configAt)}${hour}`;
}

export const componentModelName = (spec: EndpointSpec, component: string): string => `${component}-${day(spec.createdAt)}`;

export const arn = (place: Place, kind: string, name: string): string =>
  `arn:aws:sagemaker:${place.region}:${place.account}:${kind}/${name.toLowerCase()}`;
export const roleArn = (place: Place, role: string): string => `arn:aws:iam::${place.account}:role/${role}`;

/** Epoch seconds, as JSON protocols carry times. */
export const seconds = (at: number): number => Math.floor(at) / 1000;
