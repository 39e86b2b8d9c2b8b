import type { TeamScope } from '#lib/auth/scope.ts';
import type { SeriesReach } from '#lib/metrics/reach.ts';
import { read, teamsOf } from './sql.ts';

type Row = { id: number; askedTo: number | null; activeTo: number | null; settled: [number | null, number | null][] };

/** What the ledger tells of series by their ids; figures that are not asked of CloudWatch are not in it. */
export async function listReach(scope: TeamScope, ids: readonly number[]): Promise<SeriesReach[]> {
  if (ids.length === 0) return [];
  const rows = await read<Row>(
    scope,
    'reach of series',
    `select l.series_id as id, 60 * upper(l.asked) as "askedTo", 60 * l.active_to as "activeTo",
       (select coalesce(jsonb_agg(jsonb_build_array(60 * lower(r), 60 * upper(r)) order by r), '[]') from unnest(l.asked
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
