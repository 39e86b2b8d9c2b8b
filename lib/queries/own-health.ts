import type { TeamScope } from '#lib/auth/scope.ts';
import type { BudgetStep } from '#lib/metrics/budget-steps.ts';
import { dayMs } from '#lib/time.ts';
import { getMeter, type MeteredCall } from './meter.ts';
import { getSpend, type Spend } from './spend.ts';
import { read, toTime } from './sql.ts';

/** How Trailwatch itself does at `now` (epoch ms): runs that began within a day, what was asked of AWS today, and what it holds. */
export type OwnHealth = {
  runs: { collector: string; status: string; count: number }[];
  /** Seconds since a collector last read all or part of its account and Region, of those that ran within a day. */
  successes: { collector: string; account: string; region: string; ageSeconds: number | null }[];
  calls: readonly MeteredCall[];
  spend: Pick<Spend, 'budgetUsd' | 'forecast' | 'reading' | 'total'> & { step: BudgetStep | null };
  sessions: number;
  journalRows: number;
};

export async function getOwnHealth(scope: TeamScope, now: number): Promise<OwnHealth> {
  const since = [toTime(now), toTime(now - dayMs)];
  const [runs, successes, { calls }, spend, [held]] = await Promise.all([
    read<OwnHealth['runs'][number]>(
      scope,
      'own runs',
      `select collector, status, count(*)::int as count from run where started_at <= $1 and started_at > $2 group by 1, 2 order by 1, 2`,
      since,
    ),
    read<OwnHealth['successes'][number]>(
      scope,
      'own successes',
      `select collector, account, region,
         extract(epoch from $1 - max(ended_at) filter (where status in ('ok', 'partial')))::float8 as "ageSeconds"
       from run where started_at <= $1 and started_at > $2 group by 1, 2, 3 order by 1, 2, 3`,
      since,
    ),
    getMeter(scope, now),
    getSpend(scope, now),
    read<Pick<OwnHealth, 'sessions' | 'journalRows'>>(
      scope,
      'own holdings',
      `select (select count(*)::int from session where expires_at > now() and last_seen_at > now() - interval '12 hours') as sessions,
         coalesce((select seq::float8 from journal_head()), 0) as "journalRows"`,
      [],
    ),
  ]);
  return {
    runs,
    successes,
    calls,
    spend: { ...spend, step: spend.steps[0]?.step ?? null },
    sessions: held?.sessions ?? 0,
    journalRows: held?.journalRows ?? 0,
  };
}
