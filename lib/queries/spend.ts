import type { TeamScope } from '#lib/auth/scope.ts';
import type { Billed, BillingReading } from '#lib/catalog/prices.ts';
import { type BudgetStep, budgetSteps } from '#lib/metrics/budget-steps.ts';
import { type Month, monthOf } from '#lib/metrics/month.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { setup } from './setup.ts';
import { read, toTime } from './sql.ts';

/** US dollars at list prices, by either reading of how statistics are billed. */
export type Usd = Billed;

type SpendDay = { day: string } & Usd;
export type SpendPlace = { account: string; region: string; calls: number } & Usd;
export type SpendCollector = { collector: string; purpose: string; runs: number } & Usd;
export type SpendStep = {
  at: number;
  step: BudgetStep;
  budgetUsd: number | null;
  spentUsd: number;
  forecastUsd: number;
  usualUsd: number;
};

/** What AWS calls of the installation cost in the UTC month of `now`; no resource is named. */
export type Spend = {
  month: Month;
  now: number;
  reading: BillingReading;
  budgetUsd: number | null;
  total: Usd;
  /** Every day of the month so far. */
  days: readonly SpendDay[];
  places: readonly SpendPlace[];
  collectors: readonly SpendCollector[];
  /** By the live runs of the last `hours`, up to a day; null before they tell ten minutes. */
  forecast: (Usd & { hours: number }) | null;
  /** The newest first; the first holds now. */
  steps: readonly SpendStep[];
};

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const toldAfterMs = 10 * minuteMs;
const mostSteps = 50;

/** Prices of the month so far, by whatever columns of the meter. */
const metered = async <Row extends Usd>(scope: TeamScope, { columns, now }: { columns: string; now: number }): Promise<Row[]> =>
  read<Row>(
    scope,
    `spend by ${columns}`,
    `select ${columns}, sum(calls)::int as calls, sum(price_usd)::float8 as metric, sum(price_each_usd)::float8 as statistic
     from call_meter where day >= $1::date and day <= $2::date group by ${columns.replaceAll(/ as "\w+"/g, '')}
     order by statistic desc, ${columns.replaceAll(/ as "\w+"/g, '')}`,
    [dayOf(monthOf(now).from), dayOf(now)],
  );

/** A day without calls cost nothing, and has its place all the same. */
function everyDay(rows: readonly SpendDay[], { month, now }: { month: Month; now: number }): SpendDay[] {
  const known = new Map(rows.map((row) => [row.day, row]));
  const count = Math.floor((now - month.from) / dayMs) + 1;
  return Array.from({ length: count }, (_, index) => {
    const day = dayOf(month.from + index * dayMs);
    const { metric, statistic } = known.get(day) ?? { metric: 0, statistic: 0 };
    return { day, metric, statistic };
  });
}

const listCollectors = async (scope: TeamScope, now: number): Promise<SpendCollector[]> =>
  read<SpendCollector>(
    scope,
    'spend by collector',
    `select collector, purpose, count(*)::int as runs, sum(price_usd)::float8 as metric, sum(price_each_usd)::float8 as statistic
     from run where started_at >= $1 and started_at <= $2 group by 1, 2 order by 5 desc, 1, 2`,
    [toTime(monthOf(now).from), toTime(now)],
  );

/** What live runs of the last day, or since the first of them, cost: history and repairs are made once and tell nothing of tomorrow. */
async function readLive(scope: TeamScope, now: number): Promise<(Usd & { spanMs: number }) | null> {
  const [row] = await read<Usd & { first: Date | null }>(
    scope,
    'spend of live runs',
    `select coalesce(sum(price_usd), 0)::float8 as metric, coalesce(sum(price_each_usd), 0)::float8 as statistic, min(started_at) as first
     from run where purpose in ('live', 'demand') and started_at > $1 and started_at <= $2`,
    [toTime(now - dayMs), toTime(now)],
  );
  const spanMs = row?.first ? now - row.first.getTime() : 0;
  return row && spanMs >= toldAfterMs ? { metric: row.metric, statistic: row.statistic, spanMs } : null;
}

const isStep = (step: string): step is BudgetStep => Object.hasOwn(budgetSteps, step);

/** Changes of step up to `now`, the newest first. */
export async function listBudgetSteps(scope: TeamScope, now: number): Promise<SpendStep[]> {
  const rows = await read<Omit<SpendStep, 'at' | 'step'> & { at: Date; step: string }>(
    scope,
    'budget steps',
    `select at, step, budget_usd as "budgetUsd", spent_usd as "spentUsd", forecast_usd as "forecastUsd", usual_usd as "usualUsd"
     from budget_step where at <= $1 order by at desc limit ${mostSteps}`,
    [toTime(now)],
  );
  return rows.flatMap(({ at, step, ...row }) => (isStep(step) ? [{ ...row, step, at: at.getTime() }] : []));
}

/** The month of `now`: what was spent, on what, and where it leads. Allocation to teams is `listTeamSpend`'s. */
export async function getSpend(scope: TeamScope, now: number): Promise<Spend> {
  const [days, places, collectors, live, steps] = await Promise.all([
    metered<SpendDay>(scope, { columns: 'day::text as "day"', now }),
    metered<SpendPlace>(scope, { columns: 'account, region', now }),
    listCollectors(scope, now),
    readLive(scope, now),
    listBudgetSteps(scope, now),
  ]);
  const month = monthOf(now);
  const sum = (reading: BillingReading): number => days.reduce((all, row) => all + row[reading], 0);
  const total = { metric: sum('metric'), statistic: sum('statistic') };
  const { monthlyUsd, reading } = setup();
  const ahead = (of: BillingReading): number => total[of] + (live ? (live[of] / live.spanMs) * (month.to - now) : 0);
  return {
    ...{ month, now, reading, budgetUsd: monthlyUsd, total, places, collectors, steps },
    days: everyDay(days, { month, now }),
    forecast: live && { metric: ahead('metric'), statistic: ahead('statistic'), hours: live.spanMs / hourMs },
  };
}
