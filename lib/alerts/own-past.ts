import { computedStatistics } from '#lib/metrics/rollup.ts';
import type { KeptDays } from '#lib/metrics/steps.ts';
import { dayMs, hourMs } from '#lib/time.ts';
import type { OwnTest } from './own-rule.ts';

export const weekMs = 7 * dayMs;

const computed: readonly string[] = computedStatistics;
/** Whether longer steps of a statistic can be made of its minutes. */
export const isComputed = (statistic: string): boolean => computed.includes(statistic);

/** How far back a test looks, the step that must be kept so long, and where it is said; null of one that needs minutes of a day or two alone. */
export function pastOf(test: OwnTest): { ms: number; step: keyof KeptDays; path: readonly string[] } | null {
  if (test.kind === 'burn') return { ms: test.days * dayMs, step: '1h', path: ['burn', 'period'] };
  if (test.kind !== 'change') return null;
  return { ms: test.weeks * weekMs + hourMs, step: isComputed(test.statistic) ? '5m' : '1m', path: ['change', 'weeks'] };
}

/** Series that ended longer ago have no say in a test. */
export const lookbackMs = (test: OwnTest): number => pastOf(test)?.ms ?? hourMs;
