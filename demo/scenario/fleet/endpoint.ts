import { teams } from '#demo/accounts.ts';
import { type IncidentRow, incidentKinds, incidentRows } from '../incidents.ts';
import { pick, streamOf, uniform, whole } from '../random.ts';
import type { Place, Scale } from '../types.ts';
import type { HardwareType } from './hardware.ts';
import { roster } from './roster.ts';
import { places, type Row } from './row.ts';
import type { EndpointSpec, VariantSpec } from './spec.ts';

/** A row of the roster with the usual values filled in. */
export function endpointOf(row: Row, seed: string): EndpointSpec {
  const { at, ms, born, size, type, variants, ...given } = row;
  const stream = streamOf(seed, at.account, at.region, row.name);
  return {
    stem: row.name,
    kind: 'realtime',
    isTagged: row.team !== null,
    createdAt: Date.parse(`${born}T00:00:00Z`) + (8 * 60 + whole(stream, 1, 540)) * 60_000 + whole(stream, 2, 60_000),
    deletedAt: Number.POSITIVE_INFINITY,
    trafficUntil: Number.POSITIVE_INFINITY,
    medianUs: ms * 1000,
    sigma: 0.6,
    share4xx: 0.003 * uniform(stream, 3) + 0.0005,
    share5xx: 0.0006 * uniform(stream, 4) + 0.0001,
    memory: 34 + 22 * uniform(stream, 5),
    components: [],
    containers: [],
    isStreaming: false,
    isEnhanced: false,
    isPlain: false,
    cadenceDays: 7 + whole(stream, 6, 20),
    hasKey: false,
    hasVpc: false,
    isIsolated: false,
    byDigest: false,
    captures: false,
    ...given,
    ...at,
    variants: variantsOf(row),
    prone: incidentKinds.filter((kind) => isVictim(incidentRows[kind], row)),
    stream,
    seed,
  };
}

const isVictim = (incident: IncidentRow, { name, at }: Row): boolean =>
  incident.victims.some((who) => who.endpoint === name && who.account === at.account && who.region === at.region);

function variantsOf(row: Row): VariantSpec[] {
  const [min, max] = row.size ?? [1, 1];
  const only = { name: 'AllTraffic', weight: 1, min, max, isScaled: max > min };
  const rows: NonNullable<Row['variants']> = row.variants ?? [only];
  const live = rows.filter((variant) => !variant.isShadow);
  const total = live.reduce((sum, variant) => sum + variant.weight, 0);
  return rows.map((variant) => ({
    isShadow: false,
    isScaled: false,
    type: row.type ?? 'ml.m5.xlarge',
    min: 1,
    max: 1,
    // At the busiest hour the fleet runs one below its most; a fixed one is used to three quarters.
    perInstance: (row.rate * variant.weight) / total / Math.max(0.75 * (variant.max ?? 1), (variant.max ?? 1) - 1),
    ...(row.kind === 'serverless' ? { serverless: { memoryMb: 3072, maxConcurrency: 10 } } : {}),
    ...variant,
  }));
}

const words = ['ranker', 'intent', 'embed', 'score', 'graph', 'detect', 'segment', 'tagger', 'match', 'forecast'] as const;
const types = ['ml.m5.large', 'ml.m5.xlarge', 'ml.c5.xlarge', 'ml.g5.xlarge', 'ml.g4dn.xlarge'] as const satisfies HardwareType[];
const kinds = [
  'realtime',
  'realtime',
  'realtime',
  'realtime',
  'realtime',
  'realtime',
  'serverless',
  'asynchronous',
  'multi_model',
] as const;

/** Endpoints beyond the roster, for any size of fleet: plain ones, each with its own place, team, load and kind. */
function grown(index: number, seed: string): Row {
  const stream = streamOf(seed, 'grown', index);
  const team = pick(teams, stream, 0);
  const at = pick(places, stream, 1) as Place;
  const scaled = index % 50 === 0;
  return {
    name: `${team}-${pick(words, stream, 2)}-${String(index).padStart(5, '0')}`,
    at,
    team,
    isTagged: index % 9 !== 0,
    born: new Date(Date.parse('2025-06-01T00:00:00Z') + whole(stream, 3, 480) * 86_400_000).toISOString().slice(0, 10),
    rate: Math.round(10 ** (1 + 2.4 * uniform(stream, 4))),
    ms: Math.round(8 + 200 * uniform(stream, 5) ** 3),
    kind: scaled ? 'realtime' : pick(kinds, stream, 6),
    type: pick(types, stream, 7),
    size: scaled ? [1, 4] : [1 + whole(stream, 8, 2), 1 + whole(stream, 8, 2)],
    cadenceDays: 30 + whole(stream, 9, 60),
    hasKey: whole(stream, 10, 3) === 0,
    hasVpc: whole(stream, 11, 2) === 0,
  };
}

const cpuTypes = ['ml.m5.large', 'ml.m5.xlarge', 'ml.c5.xlarge'] as const satisfies HardwareType[];

const plain = (index: number, seed: string): Row => ({
  ...grown(index, seed),
  kind: 'realtime',
  type: pick(cpuTypes, streamOf(seed, 'plain', index), 0),
});

/** The first endpoints of the fleet: the roster, then grown ones; of a plain fleet, as many of one kind. */
export const endpoints = ({ endpoints: count, isPlain, isSound }: Scale, seed: string): EndpointSpec[] =>
  Array.from({ length: count }, (_, index) => {
    const spec = endpointOf(isPlain ? plain(index, seed) : (roster[index] ?? grown(index, seed)), seed);
    return isSound ? { ...spec, prone: [] } : spec;
  });
