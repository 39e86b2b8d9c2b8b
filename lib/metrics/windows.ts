import { dayMs, floorTo, hourMs, minuteMs } from '#lib/time.ts';

/** Whole minutes [from, to), epoch milliseconds. */
export type Window = { from: number; to: number };

/** What is owed, and how much before it is read again beside it: if it fails, that is not owed anew. */
export type OwedWindow = Window & { overlapMs?: number };

export const askedOf = ({ from, to, overlapMs = 0 }: OwedWindow): Window => ({ from: from - overlapMs, to });
export const owedOf = ({ from, to }: OwedWindow): Window => ({ from, to });

export const windowRules = {
  /** CloudWatch's last minutes are not settled before this. */
  settlesAfterMs: 2 * minuteMs,
  /** What each live window reads again, for points that came late. */
  overlapMs: 5 * minuteMs,
  /** At once on the first start, and after any longer silence. */
  firstMs: 3 * hourMs,
  /** In the background, newest first, on the first start. */
  historyMs: 48 * hourMs,
  /** CloudWatch keeps one-minute points this long; an hour less, so that a slow call still finds them. */
  keptMs: 15 * dayMs - hourMs,
  /** 500 queries of so many minutes stay within one call's 100,800 points, so the number of calls is the least there is. */
  sliceMs: 3 * hourMs,
} as const;

/** The end of what can be asked for now. */
export const settledEnd = (now: number): number => floorTo(now - windowRules.settlesAfterMs, minuteMs);

/** Sorted, with overlapping and touching windows joined. */
export function joinWindows(windows: readonly Window[]): Window[] {
  const joined: Window[] = [];
  for (const one of windows.filter(({ from, to }) => from < to).toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && one.from <= last.to) last.to = Math.max(last.to, one.to);
    else joined.push({ ...one });
  }
  return joined;
}

/** What of a window no other covers, oldest first. */
export function uncovered(range: Window, covered: readonly Window[]): Window[] {
  const holes: Window[] = [];
  let { from } = range;
  for (const one of joinWindows(covered)) {
    if (one.from >= range.to) break;
    if (one.from > from) holes.push({ from, to: one.from });
    from = Math.max(from, one.to);
  }
  if (from < range.to) holes.push({ from, to: range.to });
  return holes;
}

/** Common parts of a window and others, oldest first. */
export const within = (range: Window, others: readonly Window[]): Window[] =>
  joinWindows(others.map((one) => ({ from: Math.max(one.from, range.from), to: Math.min(one.to, range.to) })));

/** What all of several sets of windows have in common, oldest first; nothing of none. */
export const common = ([first = [], ...rest]: readonly (readonly Window[])[]): Window[] =>
  rest.reduce<Window[]>((shared, windows) => shared.flatMap((one) => within(one, windows)), joinWindows(first));

/** Cut into pieces of at most `sliceMs`, newest first; cuts stand on multiples of it, so that neighbours ask for equal windows. */
export function slices(window: Window, sliceMs: number = windowRules.sliceMs): Window[] {
  const cut: Window[] = [];
  for (let { to } = window; to > window.from; ) {
    const from = Math.max(window.from, floorTo(to - 1, sliceMs));
    cut.push({ from, to });
    to = from;
  }
  return cut;
}

/** The window of a live run: from the last covered end less the overlap, or the first three hours. null when nothing has settled since. */
export function liveWindow(now: number, covered: readonly Window[]): Window | null {
  const to = settledEnd(now);
  const reached = Math.max(...covered.map((one) => one.to), Number.NEGATIVE_INFINITY);
  if (reached >= to) return null;
  return { from: Math.max(to - windowRules.firstMs, Math.min(reached - windowRules.overlapMs, to - minuteMs)), to };
}

/** A window that was asked for; `isHistory` where it was filled in behind the live ones. */
export type Covered = Window & { isHistory?: boolean };

/** Where the first live window ended: what existed then was found already living. What history has filled does not count. */
export function firstLookAt(now: number, covered: readonly Covered[]): number {
  const live = covered.filter((one) => !one.isHistory);
  return Math.min(...live.map((one) => one.from + windowRules.firstMs), settledEnd(now));
}

/** Since when one-minute history is wanted: so long before the first live window, as far as CloudWatch keeps it. */
export function horizon(now: number, covered: readonly Covered[], historyMs: number = windowRules.historyMs): number {
  return floorTo(Math.max(firstLookAt(now, covered) - historyMs, now - windowRules.keptMs), minuteMs);
}

/** Windows still to be filled behind the live one, newest first. */
export function backfillWindows(now: number, covered: readonly Covered[], historyMs?: number): Window[] {
  const to = Math.max(...covered.map((one) => one.to), Number.NEGATIVE_INFINITY);
  if (to === Number.NEGATIVE_INFINITY) return [];
  return uncovered({ from: horizon(now, covered, historyMs), to }, covered)
    .toReversed()
    .flatMap((hole) => slices(hole));
}
