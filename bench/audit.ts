import type { Figure } from './figure.ts';

/** Each part by its name: `npm run bench -- audit [PART …]`; all but the long ones unless some are named. */
const parts: Readonly<Record<string, (words: readonly string[]) => Promise<Figure[]>>> = {
  ingest: async () => (await import('./audit-ingest.ts')).measureIngest(),
  search: async () => (await import('./audit-search.ts')).measureSearch(),
  kill: async () => (await import('./audit-kill.ts')).measureKill(),
  records: async () => (await import('./audit-made.ts')).measureMade(),
  pack: async () => (await import('./audit-pack.ts')).measurePack(),
  questions: async (words) => (await import('./audit-questions.ts')).measureQuestions(words),
  delay: async () => (await import('./audit-delay.ts')).measureDelay(),
};

/** These take their quarter of an hour each. */
const long: readonly string[] = ['questions', 'delay'];

/** The audit store at full size. @throws RangeError for a part that there is not */
export async function measure(named: readonly string[], words: readonly string[]): Promise<Figure[]> {
  const unknown = named.find((name) => !parts[name]);
  if (unknown) throw new RangeError(`audit ${unknown}: expected one of ${Object.keys(parts).join(', ')}`);
  const figures: Figure[] = [];
  const chosen = named.length > 0 ? named : Object.keys(parts).filter((name) => !long.includes(name));
  for (const name of chosen) figures.push(...((await parts[name]?.(words)) ?? []));
  return figures;
}
