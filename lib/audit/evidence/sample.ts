import { hash } from 'node:crypto';

/** Events that one pack may be of, also where it holds a sample of them. */
export const mostPacked = 100_000;

/** By what a sample is parted, so that each part is in it in proportion to its size. */
export const strataRows = {
  none: { label: 'no strata', words: 'without strata' },
  team: { label: 'team', words: 'by team' },
  account: { label: 'account', words: 'by account' },
  action: { label: 'action', words: 'by action' },
  who: { label: 'who', words: 'by who' },
} as const satisfies Record<string, { label: string; words: string }>;

export type StrataId = keyof typeof strataRows;
export const strataIds = Object.keys(strataRows) as StrataId[];

/** How a sample is asked for: the same seed draws the same of the same population, in whatever order it comes. */
export type Sampling = { n: number; seed: number; by: StrataId };

export type Member = { account: string; eventId: string; stratum: string };
export type Stratum = { name: string; size: number; taken: number };

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Shares of `n` in proportion to the sizes, by largest remainder; equal remainders go by name. In the order of names. */
export function allocate(sizes: ReadonlyMap<string, number>, n: number): Stratum[] {
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const wanted = Math.min(n, total);
  const shares = [...sizes]
    .toSorted(([a], [b]) => byText(a, b))
    .map(([name, size]) => ({ name, size, taken: Math.floor((wanted * size) / total), rest: (wanted * size) % total }));
  const left = wanted - shares.reduce((sum, { taken }) => sum + taken, 0);
  const favoured = new Set(shares.toSorted((a, b) => b.rest - a.rest || byText(a.name, b.name)).slice(0, left));
  return shares.map((share) => ({ name: share.name, size: share.size, taken: share.taken + Number(favoured.has(share)) }));
}

/** Where an event stands in the draw: by the SHA-256 of seed, account and event ID. */
const rankOf = (seed: number, { account, eventId }: Member): string => hash('sha256', `${seed}\n${account}\n${eventId}`);

export type Drawn<T> = { taken: ReadonlySet<T>; strata: Stratum[] };

/** The first of each stratum in the order of their ranks, as many as its share. */
export function drawSample<T extends Member>(population: readonly T[], { n, seed }: Sampling): Drawn<T> {
  const parts = Map.groupBy(population, ({ stratum }) => stratum);
  const strata = allocate(new Map([...parts].map(([name, list]) => [name, list.length])), n);
  const taken = strata.flatMap(({ name, taken: count }) =>
    (parts.get(name) ?? [])
      .map((one) => ({ one, rank: rankOf(seed, one) }))
      .toSorted((a, b) => byText(a.rank, b.rank))
      .slice(0, count)
      .map(({ one }) => one),
  );
  return { taken: new Set(taken), strata };
}
