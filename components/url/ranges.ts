import { dayMs, hourMs } from '#lib/time.ts';

export const ranges = {
  '1h': hourMs,
  '3h': 3 * hourMs,
  '6h': 6 * hourMs,
  '24h': dayMs,
  '3d': 3 * dayMs,
  '7d': 7 * dayMs,
  '15d': 15 * dayMs,
  '30d': 30 * dayMs,
  '90d': 90 * dayMs,
  '455d': 455 * dayMs,
} as const;

/** As long as anything is kept. */
export const longestMs = 455 * dayMs;

export type Range = keyof typeof ranges;

export const rangeWords = Object.keys(ranges) as Range[];
/** "24 h" of "24h". */
export const rangeText = (range: Range): string => range.replace(/(\d+)(\w)/, '$1 $2');
export const isRange = (text: string): text is Range => Object.hasOwn(ranges, text);

type Window = { from: number; to: number; now: number };

/** The window one window earlier (−1) or later (+1), never past `now`. */
export function shiftWindow({ from, to, now }: Window, direction: -1 | 1): { from: number; to: number } {
  const span = to - from;
  const end = Math.min(to + direction * span, now);
  return { from: end - span, to: end };
}

/** An instant that a URL may ask for, or null. Nothing of AWS is older than the epoch, and PostgreSQL knows no year 0. */
export const readInstant = (at: number): number | null => (Number.isNaN(at) || at < 0 ? null : at);
