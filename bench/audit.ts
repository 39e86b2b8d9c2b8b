import type { Figure } from './figure.ts';

/** Each part by its name: `npm run bench -- audit [PART …]`; all of them unless some are named. */
const parts: Readonly<Record<string, () => Promise<Figure[]>>> = {
  ingest: async () => (await import('./audit-ingest.ts')).measureIngest(),
  search: async () => (await import('./audit-search.ts')).measureSearch(),
  kill: async () => (await import('./audit-kill.ts')).measureKill(),
  records: async () => (await import('./audit-made.ts')).measureMade(),
  pack: async () => (await import('./audit-pack.ts')).measurePack(),
  delay: async () => (await import('./audit-delay.ts')).measureDelay(),
};

/** The audit store at full size. @throws RangeError for a part that there is not */
export async function measure(named: readonly string[]): Promise<Figure[]> {
  const unknown = named.find((name) => !parts[name]);
  if (unknown) throw new RangeError(`audit ${unknown}: expected one of ${Object.keys(parts).join(', ')}`);
  const figures: Figure[] = [];
  for (const name of named.length > 0 ? named : Object.keys(parts)) figures.push(...((await parts[name]?.()) ?? []));
  return figures;
}
