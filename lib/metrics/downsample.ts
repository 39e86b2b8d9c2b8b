/**
 * Fewer points that keep every spike: each bucket of `2 × factor` values becomes its lowest and its highest, in the order in which they
 * stood. Nothing is averaged, so every value that is drawn is one that AWS answered. A bucket of nothing stays nothing.
 */
export function selectMinMax(values: readonly (number | null)[], factor: number): (number | null)[] {
  if (factor <= 1) return [...values];
  const selected: (number | null)[] = [];
  for (let start = 0; start < values.length; start += 2 * factor) {
    let low = -1;
    let high = -1;
    for (let index = start; index < Math.min(start + 2 * factor, values.length); index += 1) {
      const value = values[index];
      if (value === null || value === undefined) continue;
      if (low < 0 || value < (values[low] ?? 0)) low = index;
      if (high < 0 || value >= (values[high] ?? 0)) high = index;
    }
    const pair = low < high ? [values[low], values[high]] : [values[high], values[low]];
    selected.push(pair[0] ?? null, pair[1] ?? null);
  }
  return selected.slice(0, Math.ceil(values.length / factor));
}

/** How many minutes stand in one column so that no more than `columns` are drawn. */
export const factorFor = (minutes: number, columns: number): number => Math.max(1, Math.ceil(minutes / columns));
