import type { TeamScope } from '#lib/auth/scope.ts';
import { read, teamsOf, toTime } from './sql.ts';

/** Stored series of one name that the inventory does not know: gone before the first look, or the account's as a whole. Epoch ms. */
export type StrangerMetrics = {
  account: string;
  region: string;
  kind: string;
  name: string;
  series: number;
  metrics: readonly string[];
  /** The hour of the last stored sample; null when none was ever stored. */
  lastAt: number | null;
};

export const mostStrangers = 200;

/** What is stored of nothing that is known, the latest first, `mostStrangers` at most. Only for those who see every team: nobody owns it. */
export async function listStrangerMetrics(scope: TeamScope, now: number): Promise<StrangerMetrics[]> {
  if (teamsOf(scope) !== null) return [];
  return read<StrangerMetrics>(
    scope,
    'stranger metrics',
    `with strangers as (
       select s.account, s.region, s.kind, s.name, count(*)::int as series, array_agg(distinct s.metric order by s.metric) as metrics,
         max(s.last_at) filter (where s.last_at <= $1) as last_at
       from series s
       where not exists (select from resource r where (r.account, r.region, r.kind, r.name) = (s.account, s.region, s.kind, s.name))
       group by 1, 2, 3, 4
     )
     select account, region, kind, name, series, metrics,
       extract(epoch from last_at)::float8 * 1000 as "lastAt"
     from strangers order by "lastAt" desc nulls last, account, region, kind, name limit ${mostStrangers}`,
    [toTime(now)],
  );
}
