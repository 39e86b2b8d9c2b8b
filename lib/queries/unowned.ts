import type { TeamScope } from '#lib/auth/scope.ts';
import { groupStrays, type Stray, type StrayGroup } from '#lib/teams/inbox.ts';
import { read, teamsOf } from './sql.ts';

export type UnownedInbox = { groups: StrayGroup[]; total: number };
const mostRead = 5000;

/** Resources that exist and principals that nobody owns, grouped; at most 5000 of them. */
export async function listUnowned(scope: TeamScope): Promise<UnownedInbox> {
  const rows = await read<Stray & { total: number }>(
    scope,
    'unowned',
    `select o.*, count(*) over ()::int as total from (
       select account, region, kind, name, team_reason as why from resource
       where team = 'unowned' and deleted_at is null and ($1::text[] is null or team = any($1))
       union all
       select account, '', kind, name, coalesce(nullif(team_reason, ''), 'not looked at yet') from principal
       where team = 'unowned' and ($1::text[] is null or team = any($1))
     ) o order by kind, name, account, region limit $2`,
    [teamsOf(scope), mostRead],
  );
  return { groups: groupStrays(rows.map(({ total: _, ...stray }) => stray)), total: rows[0]?.total ?? 0 };
}
