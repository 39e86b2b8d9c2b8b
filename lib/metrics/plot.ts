import type { Plot, PlotGap, PlotLine, PlotRole, PlotSeries } from '#lib/catalog/plot.ts';
import { factorFor, selectMinMax } from './downsample.ts';
import { absentAltogether, explainGaps, type GapEvidence } from './gaps.ts';
import { stepWords } from './steps.ts';

/** A line of a chart before it is thinned: one value a step. */
export type RawLine = {
  id: string;
  label: string;
  role: PlotRole;
  values: readonly (number | null)[];
  /** A count: a step that was asked for and held no datum counted nothing. */
  isCount?: boolean;
};

export type PlotInput = {
  id: string;
  title: string;
  unit: string;
  /** Epoch seconds, a whole step. */
  from: number;
  /** Seconds of a step before thinning; a minute unless told. */
  step?: number;
  lines: readonly RawLine[];
  limits: readonly PlotLine[];
  evidence: GapEvidence;
  asOf: number;
  top?: number | undefined;
  cli?: string | undefined;
  aws?: string | undefined;
};

/** Columns beyond which a chart of 900 pixels shows nothing more. */
const plotColumns = 720;

const minute = 60;

/** Explains what is missing, counts nothing as 0 where AWS was asked and something else was counted, and thins to `plotColumns`. */
export function buildPlot(input: PlotInput): Plot {
  const { step = minute } = input;
  const length = Math.max(0, ...input.lines.map((line) => line.values.length));
  const drawn = input.lines.filter((line) => line.role !== 'ghost' || input.lines.length === 1);
  const judged = drawn.length > 0 ? drawn : input.lines;
  const isMissing = Array.from({ length }, (_, index) => judged.every((line) => (line.values[index] ?? null) === null));
  const gaps = explainGaps({ from: input.from, step, isMissing }, input.evidence);
  const absent = absentAltogether(gaps, isMissing);
  const counts = input.lines.some((line) => line.isCount) && !absent;
  const unread = new Set<number>();
  for (const gap of gaps) {
    if (gap.repairedAt !== undefined || (counts && gap.absence === 'no_traffic')) continue;
    for (let at = gap.from; at < gap.to; at += step) unread.add((at - input.from) / step);
  }
  const factor = factorFor(length, plotColumns);
  const series: PlotSeries[] = input.lines.map(({ id, label, role, values, isCount }) => ({
    id,
    label,
    role,
    values: selectMinMax(
      isCount && !absent ? values.map((value, index) => value ?? (unread.has(index) ? null : 0)) : values,
      factor,
    ),
  }));
  return {
    id: input.id,
    title: input.title,
    unit: input.unit,
    from: input.from,
    step: step * factor,
    ...(step === minute ? {} : { resolution: stepWords(step * 1000) ?? '' }),
    series,
    gaps: gaps.filter(
      (gap) =>
        gap.repairedAt !== undefined ||
        ((!counts || gap.absence !== 'no_traffic') && isSeen(gap, { series, from: input.from, step: step * factor })),
    ),
    lines: input.limits,
    asOf: input.asOf,
    ...(input.top === undefined ? {} : { top: input.top }),
    ...(absent ? { absent } : {}),
    ...(input.cli === undefined ? {} : { cli: input.cli }),
    ...(input.aws === undefined ? {} : { aws: input.aws }),
  };
}

/** Whether a gap is as long as one value that is drawn, or none is drawn over it: of shorter ones a long range has thousands. */
function isSeen({ from, to }: PlotGap, drawn: Pick<Plot, 'series' | 'from' | 'step'>): boolean {
  const index = Math.floor((from - drawn.from) / drawn.step);
  return to - from >= drawn.step || drawn.series.every(({ values }) => (values[index] ?? null) === null);
}

/** Minute by minute in percent of `whole`; a minute with calls and without an error had none. */
export const percentOf = (part: readonly (number | null)[], whole: readonly (number | null)[]): (number | null)[] =>
  whole.map((all, index) => (all === null || all === 0 ? null : (100 * (part[index] ?? 0)) / all));

/** Added minute by minute; null only where none has a value. */
export const addUp = (parts: readonly (readonly (number | null)[])[], length: number): (number | null)[] =>
  Array.from({ length }, (_, index) =>
    parts.reduce<number | null>(
      (sum, part) => (part[index] === null || part[index] === undefined ? sum : (sum ?? 0) + part[index]),
      null,
    ),
  );
