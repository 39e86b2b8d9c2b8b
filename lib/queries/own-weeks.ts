import { changeStepMs } from '#lib/alerts/change.ts';
import { blockAt, covers, stepsOf, type WeekBlock, weeksBefore, withUnread } from '#lib/alerts/change-weeks.ts';
import { isComputed } from '#lib/alerts/own-past.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { minutesOf } from '#lib/metrics/hours.ts';
import type { Window } from '#lib/metrics/windows.ts';
import { hourMs } from '#lib/time.ts';
import { listReach, settledOf } from './reach.ts';
import { readRolled } from './rollups.ts';
import { readHours, type SeriesRecord } from './series.ts';

type Keyed = Pick<SeriesRecord, 'id' | 'account' | 'statistic'>;
type Steps = Map<number, readonly (number | null)[]>;

/** What is read of former weeks at a time, so long before it is needed, and of how many series at one judging. */
const blockMs = 6 * hourMs;
const aheadMs = hourMs;
const seriesAtOnce = 500;

/** Steps of one window: of percentiles made of their minutes, of all else rolled up. */
async function readSteps(scope: TeamScope, series: readonly Keyed[], { from, to }: Window): Promise<Steps> {
  const [rolledOnes, others] = [
    series.filter(({ statistic }) => isComputed(statistic)),
    series.filter(({ statistic }) => !isComputed(statistic)),
  ];
  const [rolled, hours] = await Promise.all([
    readRolled(scope, rolledOnes, { from, to, stepMs: changeStepMs }),
    readHours(scope, others, { from, to }),
  ]);
  const none = new Array<null>((to - from) / changeStepMs).fill(null);
  return new Map([
    ...rolledOnes.map(({ id }) => [id, rolled.get(id)?.steps ?? none] as const),
    ...others.map(({ id, statistic }) => [id, stepsOf(minutesOf(hours.get(id) ?? [], from, to), statistic)] as const),
  ]);
}

/** Reads a block of former weeks of some series; NaN where nobody read. */
async function readWeeks(
  scope: TeamScope,
  series: readonly Keyed[],
  { weeks, ...block }: Window & { weeks: number },
): Promise<Map<number, WeekBlock>> {
  if (series.length === 0) return new Map();
  const ids = series.map(({ id }) => id);
  const reach = new Map((await listReach(scope, ids, 300)).map((one) => [one.id, settledOf(one)]));
  const read: { window: Window; steps: Steps }[] = [];
  for (let week = 1; week <= weeks; week += 1) {
    const window = weeksBefore(block, week);
    read.push({ window, steps: await readSteps(scope, series, window) });
  }
  return new Map(
    ids.map((id) => {
      const settled = reach.get(id) ?? [];
      const told = read.map(({ window, steps }) => withUnread(steps.get(id) ?? [], { from: window.from, settled }));
      return [id, { ...block, weeks: told }] as const;
    }),
  );
}

type Following = { blocks: Map<number, WeekBlock>; endsAt: number; weeks: number };

/** Keeps the hours of former weeks that windows of now are compared with: some series at a time, those without any first. */
export async function followWeeks(
  scope: TeamScope,
  series: readonly Keyed[],
  { blocks, endsAt, weeks }: Following,
): Promise<void> {
  const coversAt = ({ id }: Keyed, at: number): boolean => {
    const block = blocks.get(id);
    return block !== undefined && covers(block, at, weeks);
  };
  for (const one of series) if (!coversAt(one, endsAt)) blocks.delete(one.id);
  const due = series.filter((one) => !coversAt(one, endsAt) || !coversAt(one, endsAt + aheadMs));
  const some = due.toSorted((a, b) => Number(blocks.has(a.id)) - Number(blocks.has(b.id))).slice(0, seriesAtOnce);
  for (const [id, block] of await readWeeks(scope, some, { ...blockAt(endsAt, blockMs), weeks })) blocks.set(id, block);
}
