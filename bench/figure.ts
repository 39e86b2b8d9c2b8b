/** One measured figure of a benchmark, and the bound it is held against. */
export type Figure = {
  name: string;
  value: number;
  unit: string;
  /** null: printed beside the others for judging the machine, held against nothing. */
  target: number | null;
  /** How the value is to stand to the target. */
  bound: '≤' | '≥' | '=';
  holds: boolean;
};

type Held = (name: string, value: number, unit: string, target: number) => Figure;

const held =
  (bound: Figure['bound'], holds: (value: number, target: number) => boolean): Held =>
  (name, value, unit, target) => ({ name, value: round(value), unit, target, bound, holds: holds(value, target) });

/** A figure that holds while it is at most `target`. */
export const atMost = held('≤', (value, target) => value <= target);

/** A figure that holds while it is at least `target`. */
export const atLeast = held('≥', (value, target) => value >= target);

/** A figure that holds while it is `target`, no more and no less. Counts: shown whole. */
export const exactly: Held = (name, value, unit, target) => ({ ...held('=', Object.is)(name, value, unit, target), value });

export const beside = (name: string, value: number, unit: string): Figure => ({
  name,
  value: round(value),
  unit,
  target: null,
  bound: '≤',
  holds: true,
});

const round = (value: number): number => Number(value.toPrecision(4));

/** The value below which `share` of the sorted samples lie (nearest rank). */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

const loopMs = (): number => {
  const startedAt = performance.now();
  for (let n = 0; n < 50_000_000; n += 1) if (n < 0) return 0;
  return performance.now() - startedAt;
};

/** What this machine takes for the same work on any day. */
export const fixedLoop = (): Figure => beside('a fixed loop', Math.min(loopMs(), loopMs(), loopMs()), 'ms');
