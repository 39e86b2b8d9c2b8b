import type { TeamScope } from '#lib/auth/scope.ts';
import type { Attribution } from '#lib/teams/rules.ts';
import type { Owned } from '#lib/teams/settled.ts';
import { rowsWithNames, teamsOf } from './sql.ts';

type Row = {
  account: string;
  region: string;
  kind: string;
  name: string;
  tag: string | null;
  parent: string | null;
  hand: Attribution | null;
};

/** Everything that has an owner, or could have one: resources that exist, and the roles and users that act. Of tags, only the one that names a team. */
export async function listOwned(scope: TeamScope, tag: string): Promise<Owned[]> {
  const rows = await rowsWithNames<Row>(
    scope,
    'owned',
    `select o.*, case when a.team is not null then json_build_object('team', a.team, 'teamReason', 'by hand: ' || a.reason) end as hand from (
       select account, region, kind, name, tags ->> $2 as tag, parent from resource where deleted_at is null and ($1::text[] is null or team = any($1))
       union all
       select account, '', kind, name, null, null from principal where $1::text[] is null or team = any($1)
     ) o left join team_assignment a using (account, region, kind, name) order by account, region, kind, name`,
    [teamsOf(scope), tag],
  );
  return rows.map(({ account, region, kind, name, tag: value, parent, hand }): Owned => {
    const place = { account, region, name, hand };
    if (region === '' && (kind === 'role' || kind === 'user')) return { ...place, kind, isActor: true };
    return { ...place, kind, isActor: false, tags: value === null ? {} : { [tag]: value }, parent };
  });
}
