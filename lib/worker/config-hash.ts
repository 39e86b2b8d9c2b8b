import { createHash } from 'node:crypto';
import type { Config } from '#lib/config.ts';

/** What only web and the people of the console read: workers may differ in it. */
const ofWeb: ReadonlySet<string> = new Set(['signIn', 'server', 'privacy'] satisfies (keyof Config)[]);

const hash = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8);

/** A hash of each section of a configuration that workers act on, and one of all of them; 8 hexadecimal digits. */
export function configHash(config: Config): { configHash: string; sections: Record<string, string> } {
  const sections = Object.entries(config)
    .filter(([name]) => !ofWeb.has(name))
    .map(([name, value]): [string, string] => [name, hash(value ?? null)])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { configHash: hash(sections), sections: Object.fromEntries(sections) };
}
