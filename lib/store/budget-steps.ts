import { type Billed, type BillingReading, nothingBilled } from '#lib/catalog/prices.ts';
import { sizeOf, type Tier, tierIds } from '#lib/catalog/tiers.ts';
import type { BudgetDecision, Demand } from '#lib/metrics/budget.ts';
import { type BudgetStep, budgetStepIds } from '#lib/metrics/budget-steps.ts';
import { monthOf } from '#lib/metrics/month.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import type { Db } from './transaction.ts';

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** US dollars of the UTC month of `now`, as far as they are metered, by one reading of the price list. */
export async function readSpent({ pool }: Db, now: number, reading: BillingReading): Promise<number> {
  const { rows } = await pool.query<Record<BillingReading, number>>(
    `select coalesce(sum(price_usd), 0)::float8 as metric, coalesce(sum(price_each_usd), 0)::float8 as statistic
     from call_meter where day >= $1::date and day <= $2::date`,
    [dayOf(monthOf(now).from), dayOf(now)],
  );
  return rows[0]?.[reading] ?? 0;
}

/** What lists and alarms cost in an hour, by the meter of today and yesterday; 0 before there is any. */
export async function readFixedUsdPerHour({ pool }: Db, now: number): Promise<number> {
  const { rows } = await pool.query<{ price: number; first: Date | null }>(
    `select coalesce(sum(price_usd) filter (where operation <> 'GetMetricData'), 0)::float8 as price, min(day)::timestamptz at time zone 'utc' as first
     from call_meter where day >= $1::date and day <= $2::date`,
    [dayOf(now - dayMs), dayOf(now)],
  );
  const since = Date.parse(dayOf(rows[0]?.first?.getTime() ?? now));
  return (rows[0]?.price ?? 0) / Math.max(1, (now - since) / hourMs);
}

const billedOf = `jsonb_build_object('statistic', size, 'metric', ceil(size * each))`;

/**
 * What one round of each tier is billed, over all places: by the series that the newest live run of each counted, within a day, and by how
 * many statistics of a metric its calls asked for together.
 */
export async function readDemand({ pool }: Db, now: number): Promise<Demand> {
  const { rows } = await pool.query<{ tier: Tier; billed: Billed }>(
    `with newest as (
       select distinct on (account, region) counts from run
       where collector = 'metrics' and purpose = 'live' and counts ? $3 and started_at <= $1 and started_at > $2
       order by account, region, started_at desc
     ), asked as (
       select coalesce(sum(metrics_requested)::float8 / nullif(sum(statistics_requested), 0), 1) as each from run
       where collector = 'metrics' and started_at <= $1 and started_at > $2
     ), tier as (
       select t.tier, sum((counts ->> t.figure)::float8) as size from newest, unnest($4::text[], $5::text[]) as t (tier, figure) group by 1
     )
     select tier, ${billedOf} as billed from tier, asked`,
    [new Date(now), new Date(now - dayMs), sizeOf('normal'), tierIds, tierIds.map(sizeOf)],
  );
  const none = Object.fromEntries(tierIds.map((tier) => [tier, nothingBilled])) as Record<Tier, Billed>;
  return { ...none, ...Object.fromEntries(rows.map(({ tier, billed }) => [tier, billed])) };
}

/** Since when a milder step must have been possible: around a boundary, steps would else change with every pass. */
const settlesAfterMs = 10 * minuteMs;

export type SettledStep = {
  decision: BudgetDecision;
  now: number;
  reading: BillingReading;
  budgetUsd: number | null;
  spentUsd: number;
};

const isStep = (step: string): step is BudgetStep => Object.hasOwn(Object.fromEntries(budgetStepIds.map((id) => [id, 1])), step);

/** Notes a change of step. Of one that is milder than the last there is a row only when that is ten minutes old. */
export async function saveBudgetStep({ pool }: Db, { decision, now, reading, budgetUsd, spentUsd }: SettledStep): Promise<void> {
  const { rows } = await pool.query<{ step: string; at: Date }>(
    'select step, at from budget_step where at <= $1 order by at desc limit 1',
    [new Date(now)],
  );
  const [last] = rows;
  if ((last?.step ?? 'usual') === decision.step) return;
  const isMilder = last && isStep(last.step) && budgetStepIds.indexOf(decision.step) < budgetStepIds.indexOf(last.step);
  if (isMilder && now - last.at.getTime() < settlesAfterMs) return;
  await pool.query(
    `insert into budget_step (at, step, pace, reading, budget_usd, spent_usd, forecast_usd, usual_usd)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (at) do nothing`,
    [
      ...[new Date(now), decision.step, JSON.stringify(decision.pace), reading, budgetUsd, spentUsd],
      ...[spentUsd + decision.plannedUsd, spentUsd + decision.usualUsd],
    ],
  );
}
