import type { AlertSeverity } from '#lib/catalog/alert-rules.ts';
import type { ResourceKind } from '#lib/catalog/resource-kinds.ts';
import { formatDuration, formatQuantity } from '#lib/format.ts';
import { minuteMs } from '#lib/time.ts';

/** Which resources of its kind a rule watches; null: all of them. Names may hold `*`. */
type OwnScope = {
  teams: readonly string[] | null;
  accounts: readonly string[] | null;
  regions: readonly string[] | null;
  names: readonly string[] | null;
};

/** A metric by its name in CloudWatch, and by its ids in the catalogue: some publish it in a namespace of theirs. `unit`: CloudWatch's own. */
export type Measured = { metric: string; ids: readonly string[]; statistic: string; unit: string };

/** A pair of windows in minutes, both of which must burn `factor` times as fast as the budget lasts for its period. */
export type BurnWindow = { long: number; short: number; factor: number };

/**
 * `threshold`: so many (`breaking`) of the last minutes (`of`) are beyond `limit`; over once none of them is beyond `clear`.
 * `share`: of all that `whole` counted in the last minutes, `part` is more than `limit` per cent, where `whole` is `floor` or more.
 * `silence`: nothing was counted in the last minutes, and something was in most of the same minutes a day before.
 * `anomaly`: the series goes `beyond` times as far from what was to be expected as it ever went, in steps of five minutes.
 * `burn`: `part` of `whole` uses up the budget that `objective` (per cent) leaves of `days` too fast, where the long window counted `floor` or more.
 * `change`: the figure of the last minutes is so many `times` the median of the same minutes of the former weeks, one of the two being `floor` or more.
 */
export type OwnTest =
  | ({ kind: 'threshold'; side: 'above' | 'below'; limit: number; clear: number; breaking: number; of: number } & Measured)
  | { kind: 'share'; part: Measured; whole: Measured; limit: number; floor: number; of: number }
  | ({ kind: 'silence'; of: number } & Measured)
  | ({ kind: 'anomaly'; beyond: number; of: number } & Measured)
  | {
      kind: 'burn';
      part: Measured;
      whole: Measured;
      objective: number;
      days: number;
      /** The shorter before the longer. */
      windows: readonly BurnWindow[];
      floor: number;
      of: number;
    }
  | ({ kind: 'change'; side: 'above' | 'below'; times: number; weeks: number; floor: number; of: number } & Measured);

/** A rule of one's own, from trailwatch.yaml. */
export type OwnRule = {
  id: string;
  title: string;
  severity: AlertSeverity;
  why: string | null;
  mend: string | null;
  /** Where the way out is written down. */
  runbook: string | null;
  kind: ResourceKind;
  scope: OwnScope;
  test: OwnTest;
  clearMs: number;
};

/** One that was made in the console. `owner`: whose resources it watches, a slug or "all". */
export type ConsoleRule = OwnRule & { owner: string };

/** The metrics that a test reads. */
export const measuredBy = (test: OwnTest): Measured[] =>
  test.kind === 'share' || test.kind === 'burn' ? [test.part, test.whole] : [test];

const shortUnits: Readonly<Record<string, string>> = {
  ...{ Microseconds: 'µs', Milliseconds: 'ms', Seconds: 's', Percent: '%', None: '', Count: '' },
};

/** "812 ms": a value in CloudWatch's unit as people read it. */
export function figureOf(value: number, unit: string): string {
  if (unit === 'Microseconds' && Math.abs(value) >= 1000) return figureOf(value / 1000, 'Milliseconds');
  if (unit === 'Milliseconds' && Math.abs(value) >= 1000) return figureOf(value / 1000, 'Seconds');
  return formatQuantity(value, shortUnits[unit] ?? unit);
}

type Test<Kind extends OwnTest['kind']> = Extract<OwnTest, { kind: Kind }>;

const atLeastOf = (floor: number, unit: string): string => (floor > 0 ? `, of ${figureOf(floor, unit)} or more` : '');
const lengthOf = (minutes: number): string => formatDuration(minutes * minuteMs);

function burnCondition({ part, whole, objective, days, windows, floor }: Test<'burn'>): string {
  const pairs = windows.map(({ long, short, factor }) => `${factor} × over ${lengthOf(long)} and ${lengthOf(short)}`);
  return `${part.metric} of ${whole.metric} burn what ${objective} % in ${days} d allows at ${pairs.join(', or ')}${atLeastOf(floor, whole.unit)}`;
}

function changeCondition({ statistic, metric, unit, side, times, weeks, floor, of }: Test<'change'>): string {
  return `${statistic} ${metric} of ${lengthOf(of)} ${side} ${figureOf(times, '×')} the median of the same ${lengthOf(of)} of the former ${weeks} weeks, where either is ${figureOf(floor, unit)} or more`;
}

/** The condition as people read it: "p99 ModelLatency above 800 ms, 3 of 5 min". */
export function conditionOf(test: OwnTest): string {
  if (test.kind === 'share') {
    const { part, whole, limit, floor, of } = test;
    return `${part.metric} over ${figureOf(limit, 'Percent')} of ${whole.metric}${atLeastOf(floor, '')}, over ${lengthOf(of)}`;
  }
  if (test.kind === 'burn') return burnCondition(test);
  if (test.kind === 'change') return changeCondition(test);
  if (test.kind === 'anomaly') return `${test.statistic} ${test.metric} goes ${test.beyond} × as far out as it ever went`;
  if (test.kind === 'silence') return `no ${test.metric} for ${lengthOf(test.of)}, where there was some at that time yesterday`;
  const { statistic, metric, side, limit, clear, unit, breaking, of } = test;
  const apart = clear === limit ? '' : `, over at ${figureOf(clear, unit)}`;
  return `${statistic} ${metric} ${side} ${figureOf(limit, unit)}, ${breaking} of ${of} min${apart}`;
}
