/** One measured figure of a benchmark, and the bound it is held against. */
export type Figure = {
  name: string;
  value: number;
  unit: string;
  /** null: printed beside the others for judging the machine, held against nothing. */
  target: number | null;
  holds: boolean;
};

/** A figure that holds while it is at most `target`. */
export const atMost = (name: string, value: number, unit: string, target: number): Figure => ({
  name,
  value: round(value),
  unit,
  target,
  holds: value <= target,
});

export const beside = (name: string, value: number, unit: string): Figure => ({
  name,
  value: round(value),
  unit,
  target: null,
  holds: true,
});

const round = (value: number): number => Number(value.toPrecision(4));

/** The value below which `share` of the sorted samples lie (nearest rank). */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
