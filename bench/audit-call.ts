import { type Place, roleName } from './audit-names.ts';
import type { PrincipalKind } from './audit-principals.ts';

export type Values = Record<string, unknown>;
/** What a call says beside who, where and when. */
export type Said = {
  request: Values | null;
  response?: Values | null;
  /** Further members of the record, as they stand in it. */
  more?: Values;
  /** What was acted on, by type and ARN. */
  resources?: { type: string; ARN: string; accountId?: string }[];
};
export type CallRow = {
  source: string;
  name: string;
  weight: number;
  by: readonly PrincipalKind[];
  isRead: boolean;
  isData: boolean;
  say: (place: Place) => Said;
};

type Short = (name: string, weight: number, say: (place: Place) => Said, rest?: Partial<CallRow>) => CallRow;
const anyone = ['people', 'work'] as const;
export const shorts = (source: string): { read: Short; write: Short } => {
  const row =
    (isRead: boolean): Short =>
    (name, weight, say, rest) => ({ source, name, weight, by: anyone, isRead, isData: false, say, ...rest });
  return { read: row(true), write: row(false) };
};

export const people = { by: ['people'] } as const;
export const work = { by: ['work'] } as const;
export const machines = { by: ['work', 'service'] } as const;
export const data = { by: ['work'], isData: true } as const;

export const asked =
  (member: string, name: (place: Place) => string) =>
  (place: Place): Said => ({ request: { [member]: name(place) } });
export const tags = (place: Place): Values[] => [
  { key: 'team', value: roleName(place).split('-')[0] },
  { key: 'cost-center', value: String(4000 + place.dice.below(60)) },
];
