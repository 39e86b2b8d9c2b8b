import type { TeamScope } from '#lib/auth/scope.ts';
import { setup } from './setup.ts';
import { read, teamsOf } from './sql.ts';

/** A team and how much is its own. `isNamed`: a resource, a principal or a rule still says so; else only people or the past remember it. */
export type TeamSize = {
  slug: string;
  name: string;
  resources: number;
  endpoints: number;
  principals: number;
  people: number;
  byHand: number;
  isNamed: boolean;
};

type Row = Omit<TeamSize, 'isNamed'>;

/** Every team that anything names, or that somebody is a member of; what nobody owns is last. */
export async function listTeamSizes(scope: TeamScope): Promise<TeamSize[]> {
  const ruled = setup().teams.rules.map(({ team }) => team);
  const rows = await read<Row>(
    scope,
    'team sizes',
    `with owned as (
       select team, count(*)::int as resources, count(*) filter (where kind = 'endpoint')::int as endpoints from resource
       where deleted_at is null group by 1
     ), acting as (select team, count(*)::int as principals from principal group by 1
     ), joined as (
       select m.team, count(*)::int as people from membership m join person p on p.id = m.person_id where p.disabled_at is null group by 1
     ), said as (select team, count(*)::int as by_hand from team_assignment group by 1)
     select k.slug, coalesce(t.name, k.slug) as name, coalesce(o.resources, 0) as resources, coalesce(o.endpoints, 0) as endpoints,
       coalesce(a.principals, 0) as principals, coalesce(j.people, 0) as people, coalesce(s.by_hand, 0) as "byHand"
     from (select slug from team union select team from owned union select team from acting union select team from joined
       union select unnest($2::text[])) k (slug)
     left join team t using (slug) left join owned o on o.team = k.slug left join acting a on a.team = k.slug
     left join joined j on j.team = k.slug left join said s on s.team = k.slug
     where $1::text[] is null or k.slug = any($1) order by (k.slug = 'unowned'), k.slug`,
    [teamsOf(scope), ruled],
  );
  return rows.map((row) => ({ ...row, isNamed: row.resources + row.principals > 0 || ruled.includes(row.slug) }));
}
