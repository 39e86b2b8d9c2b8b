import type { TeamScope } from '#lib/auth/scope.ts';
import { type ResourceFilter, type ResourceRow, resourceColumns, resourceMatching, resourceValues } from './resources.ts';
import { type Ask, read } from './sql.ts';

type PageAsk = Ask & {
  filter: ResourceFilter;
  limit: number;
  /** The key of the last one seen: account, Region, kind, name. */
  after: readonly string[] | null;
};

/** Resources in the order of their key; the one after the last is looked for, too. */
export async function listResourcePage(
  scope: TeamScope,
  { filter, limit, after, ...ask }: PageAsk,
): Promise<{ rows: ResourceRow[]; next: string[] | null }> {
  const rows = await read<ResourceRow>(
    scope,
    'resource page',
    `select ${resourceColumns} from resource r where ${resourceMatching}
       and ($9::text[] is null or (r.account, r.region, r.kind, r.name) > ($9[1], $9[2], $9[3], $9[4]))
     order by r.account, r.region, r.kind, r.name limit $10`,
    [...resourceValues(scope, ask, filter), after, limit + 1],
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > limit && last ? [last.account, last.region, last.kind, last.name] : null };
}
