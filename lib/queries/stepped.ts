import type { TeamScope } from '#lib/auth/scope.ts';
import type { Span } from '#lib/metrics/gaps.ts';
import { minutesOf, type SampleHourRow } from '#lib/metrics/hours.ts';
import { computedStatistics } from '#lib/metrics/rollup.ts';
import { combineOf, finestStepMs, inSteps } from '#lib/metrics/steps.ts';
import { dayMs, floorTo, minuteMs } from '#lib/time.ts';
import { type Rolled, readRolled } from './rollups.ts';
import { readHours, type SeriesRecord } from './series.ts';
import { setup } from './setup.ts';

export type StepWindow = { from: number; to: number; stepMs: number };

/** The window that is read of an asked one: in the finest step that is kept of its beginning, from a multiple of it. Epoch ms. */
export function stepWindow({ from, to, now }: { from: number; to: number; now: number }): StepWindow {
  const stepMs = finestStepMs(from, now, setup().metricDays);
  return { from: floorTo(from, stepMs), to, stepMs };
}

/** What is stored of some series over one window. */
export type Stepped = {
  window: StepWindow;
  /** One value a step; null where there is none. A mean of longer steps is its sum over its number, where both are stored. */
  of(series: SeriesRecord): (number | null)[];
  /** Days (epoch seconds) of which neither minutes nor CloudWatch's own longer steps are stored of any of these, all of them percentiles. */
  unkept(series: readonly SeriesRecord[]): Span[];
};

const computed: ReadonlySet<string> = new Set(computedStatistics);
const shapeOf = ({ account, metricId, metric, dimensions }: SeriesRecord): string =>
  `${account} ${metricId} ${metric} ${JSON.stringify(dimensions)}`;

/** Statistics that a true mean of longer steps is made of. */
export const partsOfMean = ['Sum', 'SampleCount'] as const;

/**
 * Reads series in steps: minutes as far as they are kept, and beyond from roll-ups. Percentiles of longer steps are what CloudWatch
 * answered for the step; where that is not stored, the greatest of those of its minutes: never a mean.
 */
export async function readStepped(scope: TeamScope, series: readonly SeriesRecord[], window: StepWindow): Promise<Stepped> {
  const { from, to, stepMs } = window;
  if (stepMs === minuteMs) {
    const hours = await readHours(scope, series, window);
    return { window, of: ({ id }) => minutesOf(hours.get(id) ?? [], from, to), unkept: () => [] };
  }
  const rolled = await readRolled(scope, series, window);
  const hours = await readUnrolled(scope, series, { window, rolled });
  const known = new Map<number, (number | null)[]>();
  const stored = (one: SeriesRecord): (number | null)[] => {
    const steps = known.get(one.id) ?? joined(one, { window, rolled: rolled.get(one.id), hours: hours.get(one.id) ?? [] });
    known.set(one.id, steps);
    return steps;
  };
  const siblings = new Map(series.map((one) => [`${shapeOf(one)} ${one.statistic}`, one]));
  return {
    window,
    of(one) {
      const [sum, count] = partsOfMean.map((statistic) => siblings.get(`${shapeOf(one)} ${statistic}`));
      if (one.statistic !== 'Average' || !sum || !count) return stored(one);
      const [sums, counts] = [stored(sum), stored(count)];
      return stored(one).map((value, step) => {
        const [total, number] = [sums[step] ?? null, counts[step] ?? null];
        return total === null || number === null || number === 0 ? value : total / number;
      });
    },
    unkept: (some) => unkeptDays(some, { window, rolled, hours }),
  };
}

type Held = { window: StepWindow; rolled: ReadonlyMap<number, Rolled>; hours: ReadonlyMap<number, readonly SampleHourRow[]> };

/** Minutes of what has no roll-up: percentiles as far as they are kept, of all others the last days, which are not rolled up yet. */
async function readUnrolled(
  scope: TeamScope,
  series: readonly SeriesRecord[],
  { window, rolled }: Pick<Held, 'window' | 'rolled'>,
): Promise<Map<number, SampleHourRow[]>> {
  const isComputed = ({ statistic }: SeriesRecord): boolean => computed.has(statistic);
  const days = series.filter(isComputed).flatMap(({ id }) => [...(rolled.get(id)?.days ?? [])]);
  const since =
    days.length === 0
      ? window.from
      : Math.max(
          window.from,
          days.reduce((a, b) => Math.max(a, b)),
        );
  const [recent, all] = await Promise.all([
    readHours(scope, series.filter(isComputed), { from: since, to: window.to }),
    readHours(
      scope,
      series.filter((one) => !isComputed(one)),
      window,
    ),
  ]);
  return new Map([...recent, ...all]);
}

type OfOne = { window: StepWindow; rolled: Rolled | undefined; hours: readonly SampleHourRow[] };

function joined({ statistic }: SeriesRecord, { window: { from, to, stepMs }, rolled, hours }: OfOne): (number | null)[] {
  const steps = inSteps(minutesOf(hours, from, to), stepMs, combineOf(statistic));
  return rolled ? steps.map((value, step) => rolled.steps[step] ?? value) : steps;
}

function unkeptDays(series: readonly SeriesRecord[], { window, rolled, hours }: Held): Span[] {
  if (series.length === 0 || series.some(({ statistic }) => computed.has(statistic))) return [];
  const kept = new Set(
    series.flatMap(({ id }) => [
      ...(rolled.get(id)?.days ?? []),
      ...(hours.get(id) ?? []).map(({ hour }) => floorTo(hour, dayMs)),
    ]),
  );
  const spans: Span[] = [];
  for (let day = floorTo(window.from, dayMs); day < window.to; day += dayMs) {
    if (!kept.has(day)) spans.push({ from: day / 1000, to: (day + dayMs) / 1000 });
  }
  return spans;
}
