import type { Plot } from '#lib/catalog/plot.ts';

const steps = [1, 2, 2.5, 5, 10];
const smallest = 1e-9;

/** The least "round" number of the form 1, 2, 2.5 or 5 × 10ⁿ that is not below `value`. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return (steps.find((step) => step * power >= value * (1 - 1e-9)) ?? 10) * power;
}

export type ValueScale = { min: number; max: number; ticks: number[] };

/** An axis from zero (below it when values are) with about `divisions` steps; limits are always inside. Whole steps for counts. */
export function valueScale(plot: Pick<Plot, 'series' | 'lines' | 'top' | 'unit'>, divisions = 4): ValueScale {
  let greatest = 0;
  let least = 0;
  for (const { values } of plot.series) {
    for (const value of values) {
      if (value === null) continue;
      if (value > greatest) greatest = value;
      if (value < least) least = value;
    }
  }
  // A limit within a kept scale is inside already.
  for (const { value } of plot.lines) greatest = Math.max(greatest, value <= (plot.top ?? 0) ? value : value * 1.15);
  if (plot.top !== undefined) greatest = Math.max(greatest, plot.top);
  if (greatest - least < smallest) greatest = 1;
  const raw = roundUp((greatest - least) / divisions);
  const step = plot.unit === 'count' ? Math.max(1, Math.ceil(raw)) : raw;
  const min = Math.floor(least / step + 1e-9) * step;
  const headroom = plot.top === greatest ? 1 : 1.04;
  const whole = plot.unit.startsWith('%') && greatest <= 100 ? 100 : Number.POSITIVE_INFINITY;
  const max = Math.min(whole, Math.ceil((greatest * headroom) / step - 1e-9) * step);
  const count = Math.round((max - min) / step);
  const ticks = Array.from({ length: count + 1 }, (_, index) => Number((min + index * step).toPrecision(12)));
  return { min, max, ticks };
}

const magnitudes = [
  { least: 1e9, sign: 'G' },
  { least: 1e6, sign: 'M' },
  { least: 1e4, sign: 'k' },
];
const divisors: Record<string, number> = { G: 1e9, M: 1e6, k: 1e3 };

/** "0 5k 10k", "0 400 800", "0 0.05 0.1": as short as an axis needs, all in one magnitude. */
export function tickTexts(ticks: readonly number[]): string[] {
  const greatest = Math.max(...ticks.map(Math.abs));
  const sign = magnitudes.find(({ least }) => greatest >= least)?.sign ?? '';
  const divisor = divisors[sign] ?? 1;
  return ticks.map((tick) => (tick === 0 ? '0' : `${Number((tick / divisor).toPrecision(3))}${sign}`));
}
