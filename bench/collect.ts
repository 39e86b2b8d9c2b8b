import type { Figure } from './figure.ts';

/** Each part by its name: `npm run bench -- collect [PART …]`; all of them unless some are named. */
const parts: Readonly<Record<string, () => Promise<Figure[]>>> = {
  cycle: async () => (await import('./collect-cycle.ts')).measureCycle(),
  month: async () => (await import('./collect-month.ts')).measureMonth(),
  cap: async () => (await import('./collect-cap.ts')).measureCap(),
  inventory: async () => (await import('./collect-inventory.ts')).measureInventory(),
  workers: async () => (await import('./collect-workers.ts')).measureWorkers(),
};

/** Collection at full size. @throws RangeError for a part that there is not */
export async function measure(named: readonly string[]): Promise<Figure[]> {
  const unknown = named.find((name) => !parts[name]);
  if (unknown) throw new RangeError(`collect ${unknown}: expected one of ${Object.keys(parts).join(', ')}`);
  const figures: Figure[] = [];
  for (const name of named.length > 0 ? named : Object.keys(parts)) figures.push(...((await parts[name]?.()) ?? []));
  return figures;
}
