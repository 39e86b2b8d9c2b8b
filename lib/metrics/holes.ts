import { uncovered, type Window, windowRules } from './windows.ts';

/** What one series misses, oldest first. */
export type Missing = { id: number; windows: readonly Window[] };

export type Hole = { window: Window; seriesIds: number[] };

/** The newest piece of at most three hours in which series miss minutes, and all that miss some of it; null when nothing is missed. */
export function newestHole(missing: readonly Missing[]): Hole | null {
  const newest = missing.reduce((to, { windows }) => Math.max(to, windows.at(-1)?.to ?? 0), 0);
  if (newest === 0) return null;
  const cut = Math.floor((newest - 1) / windowRules.sliceMs) * windowRules.sliceMs;
  const window = { from: newest, to: newest };
  const seriesIds: number[] = [];
  for (const { id, windows } of missing) {
    const within = windows.filter(({ to }) => to > cut);
    if (within.length === 0) continue;
    seriesIds.push(id);
    window.from = Math.min(window.from, ...within.map(({ from }) => Math.max(cut, from)));
  }
  return { window, seriesIds };
}

/** What one run of repairs takes: a few slices, or one that is large. */
const atOnce = { slices: 8, queries: 4000 };

/** The newest holes, each the newest of what those before it leave. */
export function newestHoles(missing: readonly Missing[]): Hole[] {
  const holes: Hole[] = [];
  let left = missing;
  let queries = 0;
  while (holes.length < atOnce.slices && queries < atOnce.queries) {
    const hole = newestHole(left);
    if (hole === null) break;
    holes.push(hole);
    queries += hole.seriesIds.length;
    const ids = new Set(hole.seriesIds);
    left = left.flatMap((one) => {
      if (!ids.has(one.id)) return [one];
      const windows = one.windows.flatMap((window) => uncovered(window, [hole.window]));
      return windows.length === 0 ? [] : [{ id: one.id, windows }];
    });
  }
  return holes;
}
