import type { TeamScope } from '#lib/auth/scope.ts';
import { unpackSlots } from '#lib/metrics/packed-slots.ts';
import { type RolledDay, rolledSteps } from '#lib/metrics/rolled-steps.ts';
import { type RollupPeriod, slotsOf, unpackRollup } from '#lib/metrics/rollup.ts';
import type { SeriesRecord } from './series.ts';
import { toTime } from './sql.ts';
import { walled } from './walled.ts';

type Window = { from: number; to: number };

const dateOf = (at: number): string => toTime(at).toISOString().slice(0, 10);

/** Stored roll-ups by series, what was asked of CloudWatch before what was computed, so that the latter wins. */
async function listRolledDays(
  scope: TeamScope,
  series: readonly Pick<SeriesRecord, 'id' | 'account'>[],
  { from, to, periodSeconds }: Window & { periodSeconds: RollupPeriod },
): Promise<Map<number, RolledDay[]>> {
  const { rows } = await walled<[number, number, boolean, Buffer]>(scope, {
    name: 'q:roll-ups',
    text: `select series_id, extract(epoch from day)::int4, made = 'asked', data from sample_rollup
           where account = any($1) and series_id = any($2::int4[]) and period_seconds = $3 and day >= $4 and day <= $5 order by made, day`,
    values: [
      [...new Set(series.map(({ account }) => account))],
      series.map(({ id }) => id),
      ...[periodSeconds, dateOf(from), dateOf(to - 1)],
    ],
    rowMode: 'array',
  });
  const days = new Map<number, RolledDay[]>();
  for (const [id, epoch, isAsked, data] of rows) {
    const day = epoch * 1000;
    const one: RolledDay = isAsked
      ? { day, asked: unpackSlots(data, { slots: slotsOf(periodSeconds), columns: 1 })[0] ?? new Float64Array() }
      : { day, computed: unpackRollup(data, periodSeconds) };
    days.set(id, [...(days.get(id) ?? []), one]);
  }
  return days;
}

type Asked = Window & { stepMs: number };

/** `days`: the UTC days (epoch ms) of which anything is stored. */
export type Rolled = { steps: (number | null)[]; days: ReadonlySet<number> };

/**
 * One value per step out of roll-ups by series, the finer before the coarser; null where there is none, or the step is finer than they are.
 */
export async function readRolled(
  scope: TeamScope,
  series: readonly Pick<SeriesRecord, 'id' | 'account' | 'statistic'>[],
  asked: Asked,
): Promise<Map<number, Rolled>> {
  const length = Math.max(0, Math.ceil((asked.to - asked.from) / asked.stepMs));
  const rolled = new Map<number, { steps: (number | null)[]; days: Set<number> }>();
  if (series.length === 0) return rolled;
  for (const periodSeconds of [3600, 300] as const) {
    if (asked.stepMs % (periodSeconds * 1000) !== 0) continue;
    const bySeries = await listRolledDays(scope, series, { ...asked, periodSeconds });
    for (const { id, statistic } of series) {
      const days = bySeries.get(id);
      if (!days) continue;
      const known = rolled.get(id) ?? { steps: new Array<number | null>(length).fill(null), days: new Set<number>() };
      rolled.set(id, known);
      for (const { day } of days) known.days.add(day);
      rolledSteps(days, { ...asked, periodSeconds }, statistic).forEach((value, step) => {
        known.steps[step] = value ?? known.steps[step] ?? null;
      });
    }
  }
  return rolled;
}

/** The same of one series. */
export async function readRolledSteps(
  scope: TeamScope,
  series: Pick<SeriesRecord, 'id' | 'account' | 'statistic'>,
  asked: Asked,
): Promise<(number | null)[]> {
  const none = new Array<number | null>(Math.max(0, Math.ceil((asked.to - asked.from) / asked.stepMs))).fill(null);
  return (await readRolled(scope, [series], asked)).get(series.id)?.steps ?? none;
}
