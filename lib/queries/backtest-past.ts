import type { PastSeries } from '#lib/alerts/backtest.ts';
import { longestWindow } from '#lib/alerts/burn.ts';
import { changeStepMs } from '#lib/alerts/change.ts';
import { stepsOf, withUnread } from '#lib/alerts/change-weeks.ts';
import { isComputed, weekMs } from '#lib/alerts/own-past.ts';
import type { OwnTest } from '#lib/alerts/own-rule.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { formatDuration } from '#lib/format.ts';
import { minutesOf } from '#lib/metrics/hours.ts';
import { common, type Window, windowRules } from '#lib/metrics/windows.ts';
import { dayMs, floorTo, hourMs, minuteMs } from '#lib/time.ts';
import type { Watched } from './own-series.ts';
import { readDaySums } from './own-sums.ts';
import { listReach, settledOf } from './reach.ts';
import { readHours } from './series.ts';
import { readStepped } from './stepped.ts';

type Test<Kind extends OwnTest['kind']> = Extract<OwnTest, { kind: Kind }>;

/** Where a backtest begins, the first minute that it reads, and why it begins no earlier where that is later than minutes are kept. */
type BacktestWindow = { from: number; first: number; shortened: string | null };

/** Minutes are summed from a whole day on, before which days are: of the last two there may be no roll-ups yet. */
function burnWindow(test: Test<'burn'>, { asked, oldest }: { asked: number; oldest: number }): BacktestWindow {
  const longest = longestWindow(test) * minuteMs;
  const kept = floorTo(oldest + dayMs - minuteMs, dayMs);
  const first = Math.max(kept, floorTo(asked - longest - hourMs - 2 * dayMs, dayMs));
  const earliest = kept + longest + hourMs;
  const shortened = `a window of ${formatDuration(longest)} needs its minutes, which are kept for 15 days`;
  return { from: Math.max(asked, earliest), first, shortened: asked < earliest ? shortened : null };
}

/** Of percentiles two former weeks are there for the last day alone. */
function changeWindow(test: Test<'change'>, { asked, oldest }: { asked: number; oldest: number }): BacktestWindow {
  const earliest = isComputed(test.statistic) ? oldest + hourMs : oldest + 2 * weekMs + hourMs;
  const shortened = `two former weeks of a percentile need its minutes, which are kept for 15 days`;
  const isLate = asked < earliest && !isComputed(test.statistic);
  return { from: Math.max(asked, earliest), first: oldest, shortened: isLate ? shortened : null };
}

/** So much of a series' past a test looks at. */
function leadMs({ kind }: OwnTest): number {
  if (kind === 'anomaly') return windowRules.keptMs;
  return kind === 'silence' ? dayMs + 2 * hourMs : 2 * hourMs;
}

/** Epoch ms. */
export function backtestWindow(test: OwnTest, { asked, now }: { asked: number; now: number }): BacktestWindow {
  const oldest = floorTo(now - windowRules.keptMs, minuteMs);
  const from = floorTo(Math.max(asked, oldest), minuteMs);
  if (test.kind === 'burn') return burnWindow(test, { asked: from, oldest });
  if (test.kind === 'change') return changeWindow(test, { asked: from, oldest });
  return { from, first: Math.max(floorTo(from - leadMs(test), minuteMs), oldest), shortened: null };
}

type Before = (one: Watched) => Pick<PastSeries, 'before' | 'weeks'>;
type Asked = Pick<BacktestWindow, 'first' | 'from'> & { groups: readonly (readonly Watched[])[]; to: number };

async function readSums(scope: TeamScope, { days }: Test<'burn'>, { groups, first }: Asked): Promise<Before> {
  const series = groups.flat();
  const [sums, reach] = await Promise.all([
    readDaySums(scope, series, { from: first - (days + 1) * dayMs, to: first }),
    listReach(
      scope,
      series.map(({ id }) => id),
      3600,
    ),
  ]);
  const settled = new Map(reach.map((one) => [one.id, settledOf(one)]));
  const shared = new Map(
    groups.flatMap((group) => {
      const all = common(group.map(({ id }) => settled.get(id) ?? []));
      return group.map(({ id }) => [id, all] as const);
    }),
  );
  return ({ id }) => ({ before: { sums: sums.get(id) ?? [], settled: shared.get(id) ?? [] } });
}

async function readSteps(scope: TeamScope, series: readonly Watched[], { from, to }: Window) {
  if (!series.every(({ statistic }) => isComputed(statistic))) {
    const hours = await readHours(scope, series, { from, to });
    return ({ id, statistic }: Watched) => stepsOf(minutesOf(hours.get(id) ?? [], from, to), statistic);
  }
  return (await readStepped(scope, series, { from, to, stepMs: changeStepMs })).of;
}

async function readFormer(scope: TeamScope, test: Test<'change'>, { groups, first, from: begin, to }: Asked): Promise<Before> {
  const series = groups.flat();
  const lead = test.weeks * weekMs + 2 * hourMs;
  const from = floorTo(isComputed(test.statistic) ? begin - lead : first + changeStepMs, changeStepMs);
  const window = { from, to: floorTo(to, changeStepMs) };
  const reach = await listReach(
    scope,
    series.map(({ id }) => id),
    300,
  );
  const settled = new Map(reach.map((one) => [one.id, settledOf(one)]));
  const of = await readSteps(scope, series, window);
  return (one) => ({ weeks: { from, values: withUnread(of(one), { from, settled: settled.get(one.id) ?? [] }) } });
}

/** What a test looks at beyond minutes, of each series. */
export async function readBefore(scope: TeamScope, test: OwnTest, asked: Asked): Promise<Before> {
  if (asked.groups.length === 0) return () => ({});
  if (test.kind === 'burn') return readSums(scope, test, asked);
  return test.kind === 'change' ? readFormer(scope, test, asked) : () => ({});
}
