import type { Pool } from 'pg';
import { type Tier, usualPace } from '#lib/catalog/tiers.ts';
import type { Config } from '#lib/config.ts';
import { type BudgetDecision, paceUnderBudget } from '#lib/metrics/budget.ts';
import { neverMs } from '#lib/metrics/budget-steps.ts';
import { readDemand, readFixedUsdPerHour, readSpent, saveBudgetStep } from '#lib/store/budget-steps.ts';
import { saveSeriesShares } from '#lib/store/series-shares.ts';
import type { Db } from '#lib/store/transaction.ts';
import { minuteMs } from '#lib/time.ts';
import type { Collector, PlaceContext } from './context.ts';

/**
 * How often series may be asked for now, by the budget of the configuration, what the month has cost so far and how many series each tier
 * holds. A change of step is noted.
 */
export async function currentPace(db: Db, config: Pick<Config, 'budget'>, now: number): Promise<BudgetDecision> {
  const { monthlyUsd: budgetUsd = null, reading = 'statistic' } = config.budget ?? {};
  const [demand, spentUsd, fixedUsdPerHour] = await Promise.all([
    readDemand(db, now),
    readSpent(db, now, reading),
    readFixedUsdPerHour(db, now),
  ]);
  const decision = paceUnderBudget({ budgetUsd, spentUsd, now, usual: usualPace, demand, fixedUsdPerHour, reading });
  await saveBudgetStep(db, { decision, now, reading, budgetUsd, spentUsd });
  return decision;
}

type Standing = { askedAt: number; decision: Promise<BudgetDecision>; countedAt: number };

const standing = new WeakMap<Pool, Standing>();
/** Every place asks before every pass; the month does not change so fast. Wall time. */
const standsForMs = 5000;
const countEveryMs = 10 * minuteMs;

/** The decision of this process, at most some seconds old; now and then, whose series there are is counted beside it. */
export async function standingPace({ db, config, clock }: PlaceContext): Promise<BudgetDecision> {
  const at = performance.now();
  const known = standing.get(db.pool);
  if (known && at - known.askedAt < standsForMs) return known.decision;
  const decision = currentPace(db, config, clock.now());
  const own: Standing = { askedAt: at, decision, countedAt: known?.countedAt ?? Number.NEGATIVE_INFINITY };
  standing.set(db.pool, own);
  decision.catch(() => standing.delete(db.pool));
  if (at - own.countedAt >= countEveryMs && (await saveSeriesShares(db, clock.now())) > 0) own.countedAt = at;
  return decision;
}

async function lastStart({ db, account, region }: PlaceContext, collector: string): Promise<number> {
  const { rows } = await db.pool.query<{ at: Date | null }>(
    `select max(started_at) as at from run where collector = $1 and account = $2 and region = $3 and purpose = 'live'`,
    [collector, account.id, region],
  );
  return rows[0]?.at?.getTime() ?? Number.NEGATIVE_INFINITY;
}

/** The same collector, resting while the budget lets the series of a tier wait; it does nothing at all while they are never asked. */
export const paced = (collector: Collector, tier: Tier): Collector => ({
  ...collector,
  async collect(context) {
    const { pace } = await standingPace(context);
    if (pace[tier] >= neverMs) return [];
    if (pace[tier] > collector.everyMs && context.clock.now() < (await lastStart(context, collector.id)) + pace[tier]) return [];
    return collector.collect(context);
  },
});

/** Whether metrics of the past may be asked for: not while those of today wait for the budget altogether. */
export const mayFill = async (context: PlaceContext): Promise<boolean> => (await standingPace(context)).pace.normal < neverMs;
