import type { WordId } from '#lib/catalog/words.ts';

/** AWS's status words, of all kinds together, as the console's. What is not here is shown as AWS wrote it, as unknown. */
const byStatus: readonly (readonly [RegExp, WordId])[] = [
  [/^(inservice|active|running|ok|available)$/i, 'healthy'],
  [/^(completed|succeeded)$/i, 'completed'],
  [/^(inprogress|executing|starting)$/i, 'running'],
  [/^(pending|initializing|insufficient_data)$/i, 'waiting'],
  [/^(stopping|deleting|shuttingdown)$/i, 'stopping'],
  [/^stopped$/i, 'stopped'],
  [/^deleted$/i, 'ended'],
  [/(fail|outofservice|notfound)/i, 'failed'],
  [/^alarm$/i, 'degraded'],
  [/(creating|updating|rollingback|maintenance|inprogress)/i, 'changing'],
];

/** null: the kind has no status. */
export function statusWord(status: string | null): WordId | null {
  if (status === null) return null;
  return byStatus.find(([pattern]) => pattern.test(status))?.[1] ?? 'unknown';
}
