import type { TeamScope } from '#lib/auth/scope.ts';
import { monthOf } from '#lib/metrics/month.ts';
import type { Usd } from './spend.ts';
import { read, teamsOf } from './sql.ts';

/** `series`: asked for on the newest day that was counted; prices in US dollars of the month so far. */
export type TeamSpend = { team: string; name: string; series: number; ofSeries: number } & Usd;

/**
 * What each team's part of the month is: of every account's price of every day, the share of its series among all that were asked for. A
 * day that no count exists for belongs to nobody. A member sees the part of its own teams.
 */
export const listTeamSpend = async (scope: TeamScope, { team, now }: { team: string; now: number }): Promise<TeamSpend[]> =>
  read<TeamSpend>(
    scope,
    'spend by team',
    `with price as (
       select account, day, sum(price_usd) as metric, sum(price_each_usd) as statistic from call_meter
       where day >= $1::date and day <= $2::date group by 1, 2
     ), share as (
       select s.*, s.day = max(s.day) over (partition by s.account) as newest from series_share s
       where s.day >= $1::date and s.day <= $2::date
     )
     select s.team, coalesce(max(t.name), s.team) as name,
       coalesce(sum(s.series) filter (where newest), 0)::int as series, coalesce(sum(s.of_series) filter (where newest), 0)::int as "ofSeries",
       coalesce(sum(p.metric * s.series / s.of_series), 0)::float8 as metric,
       coalesce(sum(p.statistic * s.series / s.of_series), 0)::float8 as statistic
     from share s left join price p on (p.account, p.day) = (s.account, s.day) left join team t on t.slug = s.team
     where $3::text[] is null or s.team = any($3)
     group by s.team order by statistic desc, s.team`,
    [new Date(monthOf(now).from).toISOString().slice(0, 10), new Date(now).toISOString().slice(0, 10), teamsOf(scope, team)],
  );
