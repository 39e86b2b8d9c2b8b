import type { TeamScope } from '#lib/auth/scope.ts';
import type { SeriesReach } from '#lib/metrics/reach.ts';
import type { Window } from '#lib/metrics/windows.ts';
import { read, teamsOf } from './sql.ts';

type Row = { id: number; askedTo: number | null; activeTo: number | null; settled: [number | null, number | null][] };

/** Minutes that were answered in points of these lengths or finer, in seconds. */
const answeredIn = { 60: 'l.asked', 300: 'l.asked + l.asked_300', 3600: 'l.asked + l.asked_300 + l.asked_3600' } as const;

/**
 * What the ledger tells of series by their ids; figures that are not asked of CloudWatch are not in it. `longest`: what was answered in points of
 * so many seconds counts as well, of which a sum is as true as of minutes.
 */
export async function listReach(
  scope: TeamScope,
  ids: readonly number[],
  longest: keyof typeof answeredIn = 60,
): Promise<SeriesReach[]> {
  if (ids.length === 0) return [];
  const rows = await read<Row>(
    scope,
    longest === 60 ? 'reach of series' : `reach of series by ${longest} s`,
    `select l.series_id as id, 60 * upper(l.asked) as "askedTo", 60 * l.active_to as "activeTo",
       (select coalesce(jsonb_agg(jsonb_build_array(60 * lower(r), 60 * upper(r)) order by r), '[]') from unnest(${answeredIn[longest]}
          + case when l.active_from is null then '{}' else int4multirange(int4range(null, l.active_from)) end
          + case when l.active_to is null then '{}' else int4multirange(int4range(l.active_to, null)) end) r) as settled
     from series s join series_ledger l on (l.account, l.series_id) = (s.account, s.id)
     join resource r on (r.account, r.region, r.kind, r.name) = (s.account, s.region, s.kind, s.name)
     where s.id = any ($2::int4[]) and ($1::text[] is null or r.team = any($1))`,
    [teamsOf(scope), ids],
  );
  return rows.map(({ id, askedTo, activeTo, settled }) => ({
    ...{ id, askedTo, activeTo: activeTo ?? Number.POSITIVE_INFINITY },
    settled: settled.map(([from, to]) => ({ from: from ?? Number.NEGATIVE_INFINITY, to: to ?? Number.POSITIVE_INFINITY })),
  }));
}

/** What was answered of a series, and what there is nothing to ask for; epoch ms. */
export const settledOf = (reach: SeriesReach | undefined): Window[] =>
  (reach?.settled ?? []).map(({ from, to }) => ({ from: from * 1000, to: to * 1000 }));
