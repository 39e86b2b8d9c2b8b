import type { TeamScope } from '#lib/auth/scope.ts';
import { setup } from './setup.ts';
import { read } from './sql.ts';

/** Attempts of one operation on one UTC day, over all accounts; metrics and price in US dollars at list, by the configured reading. */
export type MeteredCall = {
  service: string;
  operation: string;
  calls: number;
  throttles: number;
  failures: number;
  metrics: number;
  priceUsd: number;
};

export type Meter = {
  /** "2026-11-22", UTC. */
  day: string;
  calls: readonly MeteredCall[];
  total: { calls: number; throttles: number; failures: number; priceUsd: number };
  month: { calls: number; priceUsd: number; budgetUsd: number | null };
};

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** What was asked of AWS on the day of `now`, the dearest first, and in its month so far. */
export async function getMeter(scope: TeamScope, now: number): Promise<Meter> {
  const day = dayOf(now);
  const [calls, [month]] = await Promise.all([
    read<MeteredCall>(
      scope,
      'metered calls',
      `select service, operation, sum(calls)::int as calls, sum(throttles)::int as throttles, sum(failures)::int as failures,
         sum(case when $2 = 'metric' then metrics else statistics end)::int as metrics, sum(case when $2 = 'metric' then price_usd else price_each_usd end)::float8 as "priceUsd"
       from call_meter where day = $1::date group by 1, 2 order by 7 desc, 3 desc, 1, 2`,
      [day, setup().reading],
    ),
    read<{ calls: number; priceUsd: number }>(
      scope,
      'metered month',
      `select coalesce(sum(calls), 0)::int as calls, coalesce(sum(case when $3 = 'metric' then price_usd else price_each_usd end), 0)::float8 as "priceUsd"
       from call_meter where day >= $1::date and day <= $2::date`,
      [`${day.slice(0, 7)}-01`, day, setup().reading],
    ),
  ]);
  const sum = (figure: 'calls' | 'throttles' | 'failures' | 'priceUsd'): number =>
    calls.reduce((all, row) => all + row[figure], 0);
  return {
    day,
    calls,
    total: { calls: sum('calls'), throttles: sum('throttles'), failures: sum('failures'), priceUsd: sum('priceUsd') },
    month: { calls: month?.calls ?? 0, priceUsd: month?.priceUsd ?? 0, budgetUsd: setup().monthlyUsd },
  };
}
