import { type Absence, absences } from '#lib/catalog/absence.ts';
import type { PlotGap } from '#lib/catalog/plot.ts';

export type Span = { from: number; to: number };
export type FailureSpan = Span & { absence: Absence; message: string; repairedAt: number | null };

/** What is known about how a stretch of minutes was collected. All times in epoch seconds, spans half open. */
export type GapEvidence = {
  /** The kind does not publish it, or it is not enabled: nothing else needs asking. */
  published: { absence: Absence; why: string } | null;
  createdAt: number | null;
  endedAt: number | null;
  /** Up to where collection came; null when it never ran. */
  coveredTo: number | null;
  /** Why it came no further, where that is known. */
  lateWhy?: string;
  /** Windows of runs that asked. */
  covered: readonly Span[];
  failures: readonly FailureSpan[];
  /** Older than minutes are kept, and nothing longer is stored that may be shown for them. */
  unkept?: readonly Span[];
};

/** Why a percentile of old days is not there, although it was asked for once. */
const unkeptWhy =
  'Its minutes are kept no longer, and CloudWatch’s own percentile of this longer step is not stored: percentiles are never averaged.';

type Reason = { absence: Absence; why: string };

/** The oldest of spans that holds an instant, for instants in ascending order: months of minutes do not look through thousands of spans each. */
export function holderOf<T extends Span>(spans: readonly T[]): (at: number) => T | undefined {
  const sorted = spans.toSorted((a, b) => a.from - b.from);
  let oldest = 0;
  return (at) => {
    while ((sorted[oldest]?.to ?? Number.POSITIVE_INFINITY) <= at) oldest += 1;
    const one = sorted[oldest];
    return one && one.from <= at ? one : undefined;
  };
}

/** Why minutes have no value, in the order of decision 004; to be asked in ascending order. */
function reasonsOf(evidence: GapEvidence): (at: number) => Reason {
  const { published, createdAt, endedAt, coveredTo, covered, failures, lateWhy, unkept = [] } = evidence;
  const coverOf = holderOf(covered);
  const unkeptOf = holderOf(unkept);
  const failureOf = holderOf(failures.filter(({ repairedAt }) => repairedAt === null));
  return (at) => {
    if (published) return published;
    if (createdAt !== null && at < Math.floor(createdAt / 60) * 60) return { absence: 'not_begun', why: absences.not_begun.why };
    if (endedAt !== null && at >= endedAt) return { absence: 'ended', why: absences.ended.why };
    const failure = failureOf(at);
    if (failure) return { absence: failure.absence, why: failure.message || absences[failure.absence].why };
    if (coveredTo === null || at >= coveredTo) return { absence: 'late', why: lateWhy ?? absences.late.why };
    if (!coverOf(at)) return { absence: 'not_collected', why: absences.not_collected.why };
    if (unkeptOf(at)) return { absence: 'not_collected', why: unkeptWhy };
    return { absence: 'no_traffic', why: absences.no_traffic.why };
  };
}

export type GapGrid = { from: number; step: number; isMissing: readonly boolean[] };

/** Stretches without data, each with its word and reason, and stretches that a later run repaired, which hold data. */
export function explainGaps(grid: GapGrid, evidence: GapEvidence): PlotGap[] {
  const gaps: PlotGap[] = [];
  const reasonAt = reasonsOf(evidence);
  grid.isMissing.forEach((missing, index) => {
    if (!missing) return;
    const from = grid.from + index * grid.step;
    const reason = reasonAt(from);
    const last = gaps.at(-1);
    if (last && last.to === from && last.absence === reason.absence && last.why === reason.why) last.to = from + grid.step;
    else gaps.push({ from, to: from + grid.step, ...reason });
  });
  return [...gaps, ...repaired(grid, evidence.failures)];
}

function repaired(grid: GapGrid, failures: readonly FailureSpan[]): PlotGap[] {
  const end = grid.from + grid.isMissing.length * grid.step;
  const seen = new Set<string>();
  return failures.flatMap((failure) => {
    const from = Math.max(grid.from, failure.from);
    const to = Math.min(end, failure.to);
    const key = `${from} ${to} ${failure.absence}`;
    if (failure.repairedAt === null || from >= to || seen.has(key)) return [];
    seen.add(key);
    return [
      {
        from,
        to,
        absence: failure.absence,
        why: failure.message || absences[failure.absence].why,
        repairedAt: failure.repairedAt,
      },
    ];
  });
}

/** One reason for all of it, when nothing at all is there and one word explains every minute but the last ones. */
export function absentAltogether(gaps: readonly PlotGap[], isMissing: readonly boolean[]): Reason | undefined {
  if (isMissing.some((missing) => !missing)) return undefined;
  const settled = gaps.filter((gap) => gap.repairedAt === undefined && gap.absence !== 'late');
  const longest = (settled.length > 0 ? settled : gaps).toSorted((a, b) => b.to - b.from - (a.to - a.from))[0];
  return longest && { absence: longest.absence, why: longest.why };
}
