import { hexOf } from '../random.ts';
import type { EndpointSpec, VariantSpec } from './spec.ts';

/** The id of a variant's instance by its position; `generation` changes when it is replaced. */
export const instanceId = (spec: EndpointSpec, variant: VariantSpec, position: number, generation = 0): string =>
  `i-0${hexOf(16, 'instance', spec.stream, variant.name, position, generation)}`;
