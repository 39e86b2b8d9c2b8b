import type { PicturePath } from '#components/ui/picture.tsx';
import { rectangle } from '#components/ui/rectangle.ts';
import { marks } from '#lib/audit/search/pairs.ts';

export const laneWidth = 1000;
export const laneHeight = 24;
const middle = laneHeight / 2;
const hatchEvery = 9;

export type Stretch = { from: number; to: number };
export type LaneDrawing = {
  /** The axis, epoch ms. */
  from: number;
  to: number;
  /** Marks of equal stretches of it. */
  bins: Uint8Array;
  /** When the session began and when its credentials end, where that is known; drawn where it falls within the axis. */
  beganAt: number | null;
  expiresAt: number | null;
  /** Stretches of which events may be missing. */
  uncovered: readonly Stretch[];
};

/** Runs of bins that hold a mark: a line is drawn where events are, and nowhere else. */
function runs(bins: Uint8Array, holds: (bin: number) => boolean): [number, number][] {
  const found: [number, number][] = [];
  bins.forEach((bin, index) => {
    if (!holds(bin)) return;
    const last = found.at(-1);
    if (last && last[1] === index) last[1] = index + 1;
    else found.push([index, index + 1]);
  });
  return found;
}

const isOnly = (bin: number, mark: number): boolean => (bin & mark) !== 0;

const cross = (x: number, half: number): string =>
  `M${(x - half).toFixed(1)} ${middle - 7}L${(x + half).toFixed(1)} ${middle + 7}M${(x + half).toFixed(1)} ${middle - 7}L${(x - half).toFixed(1)} ${middle + 7}`;
const triangle = (x: number, half: number): string =>
  `M${x.toFixed(1)} ${middle - 6}l${half.toFixed(1)} 12h${(-2 * half).toFixed(1)}z`;

/** Fine diagonals, as elsewhere for what is not known. */
const hatched = (left: number, right: number): string => {
  const lines: string[] = [];
  for (let x = left; x < right; x += hatchEvery)
    lines.push(`M${x.toFixed(1)} ${laneHeight}L${Math.min(right, x + 6).toFixed(1)} 0`);
  return lines.join('');
};

/**
 * A lane: low where it read, tall where it changed something, a cross where it was refused, a triangle where a call failed, a bracket where its
 * session began and where its credentials end, hatched where events may be missing.
 */
export function lanePaths({ from, to, bins, beganAt, expiresAt, uncovered }: LaneDrawing): PicturePath[] {
  const x = (at: number): number => Math.min(laneWidth, Math.max(0, (laneWidth * (at - from)) / (to - from)));
  const step = laneWidth / Math.max(1, bins.length);
  const bars = (mark: number, tall: number): string =>
    runs(bins, (bin) => isOnly(bin, mark))
      .map(([first, last]) => rectangle(first * step, middle - tall / 2, Math.max(1.5, (last - first) * step - 0.6), tall))
      .join('');
  const points = (mark: number, of: (at: number, half: number) => string): string =>
    runs(bins, (bin) => isOnly(bin, mark))
      .map(([first, last]) => of(((first + last) / 2) * step, Math.max(5, step)))
      .join('');
  const bracket = (at: number | null, inward: 1 | -1): string =>
    at === null || at < from || at > to
      ? ''
      : `M${(x(at) + inward * 6).toFixed(1)} 2H${x(at).toFixed(1)}V${laneHeight - 2}H${(x(at) + inward * 6).toFixed(1)}`;
  const paths: PicturePath[] = [
    { d: uncovered.map((one) => hatched(x(one.from), x(one.to))).join(''), stroke: 'var(--unknown)', strokeWidth: 0.8 },
    { d: bars(marks.read, 4), fill: 'var(--text-3)' },
    { d: bars(marks.write, 16), fill: 'var(--text)' },
    { d: points(marks.failed, triangle), stroke: 'var(--degraded)', strokeWidth: 1.4 },
    { d: points(marks.denied, cross), stroke: 'var(--failing)', strokeWidth: 1.8 },
    { d: bracket(beganAt, 1) + bracket(expiresAt, -1), stroke: 'var(--text-2)', strokeWidth: 1.2 },
  ];
  return paths.filter(({ d }) => d !== '');
}
