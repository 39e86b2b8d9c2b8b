import type { DemoTeam } from '#demo/accounts.ts';
import type { EndpointKind } from '#lib/catalog/endpoint-kinds.ts';
import type { Place } from '../types.ts';
import type { HardwareType } from './hardware.ts';
import type { ComponentSpec, EndpointSpec, VariantSpec } from './spec.ts';

/** One endpoint as a row: what is left out has the usual value of its kind (see endpoint.ts). */
export type Row = {
  name: string;
  at: Place;
  team: DemoTeam | null;
  born: string;
  rate: number;
  ms: number;
  kind?: EndpointKind;
  type?: HardwareType;
  /** Fewest and most instances of the only variant. */
  size?: readonly [min: number, max: number];
  variants?: readonly (Partial<VariantSpec> & { name: string; weight: number })[];
  components?: readonly ComponentSpec[];
} & Partial<Omit<EndpointSpec, 'name' | 'team' | 'kind' | 'rate' | 'variants' | 'components' | keyof Place>>;

export const prodEu: Place = { account: '111122223333', region: 'eu-west-1' };
export const prodUs: Place = { account: '111122223333', region: 'us-east-1' };
export const labEu: Place = { account: '444455556666', region: 'eu-west-1' };
export const labUs: Place = { account: '444455556666', region: 'us-east-1' };
export const places: readonly Place[] = [prodEu, prodUs, labEu, labUs];

/** A component with a reservation of ordinary size. */
export const component = (name: string, share: number, copies: number, accelerators = 1): ComponentSpec => ({
  name,
  share,
  copies,
  cpus: 4,
  accelerators,
  memoryMb: 16_384,
});
