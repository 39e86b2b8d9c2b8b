import type { PlotChange } from '#lib/catalog/plot.ts';

export type LaneMark = {
  change: PlotChange;
  x: number /** null where its words would stand on others. */;
  label: { x: number; anchor: 'start' | 'end' } | null;
};

export type LaneFrame = { from: number; to: number; left: number; width: number };

const charWidth = 6;
const half = 6;
const gap = 3;

type Span = { from: number; to: number };

/** From the left to the right edge of the marks that touch one another around `index`. */
function cluster(marks: readonly LaneMark[], index: number): Span {
  let [first, last] = [index, index];
  const x = (at: number) => marks[at]?.x ?? Number.NaN;
  while (x(first) - x(first - 1) < 2 * half + 2) first--;
  while (x(last + 1) - x(last) < 2 * half + 2) last++;
  return { from: x(first) - half, to: x(last) + half };
}

/** People's changes speak before those of services, newer before older. */
const speakers = (marks: readonly LaneMark[]): number[] =>
  [...marks.keys()].sort((a, b) => Number(marks[b]?.change.filled) - Number(marks[a]?.change.filled) || b - a);

/** Where each change of the window stands (pixels), and on which side of it there is room for its words. */
export function laneMarks(changes: readonly PlotChange[], { from, to, left, width }: LaneFrame): LaneMark[] {
  const inside = changes.filter(({ at }) => at >= from && at <= to).sort((a, b) => a.at - b.at);
  const marks: LaneMark[] = inside.map((change) => ({
    change,
    x: left + ((change.at - from) / (to - from)) * width,
    label: null,
  }));
  const taken: Span[] = marks.map(({ x }) => ({ from: x - half, to: x + half }));
  const isFree = (span: Span) =>
    span.from >= 0 && span.to <= left + width && taken.every((other) => span.to <= other.from || span.from >= other.to);
  for (const index of speakers(marks)) {
    const mark = marks[index];
    if (!mark) continue;
    const length = mark.change.label.length * charWidth;
    const own = cluster(marks, index);
    const after = { from: own.to + gap, to: own.to + gap + length };
    const before = { from: own.from - gap - length, to: own.from - gap };
    const span = isFree(after) ? after : isFree(before) ? before : null;
    if (!span) continue;
    mark.label = span === after ? { x: after.from, anchor: 'start' } : { x: before.to, anchor: 'end' };
    taken.push(span);
  }
  return marks;
}
