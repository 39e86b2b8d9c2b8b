import { targetWords } from '#lib/audit/sentence.ts';
import { systemScope, type TeamScope } from '#lib/auth/scope.ts';
import { withPseudonyms } from './pseudonyms.ts';
import { read, teamsOf } from './sql.ts';
import { walled } from './walled.ts';

/** What events were about, and how many. A resource that the inventory holds for the scope is told with its place. */
export type ActivityTarget = {
  name: string;
  count: number;
  resource: { kind: string; owner: string; region: string; name: string; team: string } | null;
};

const mostObjects = 300;
const mostTargets = 40;
const separator = '\u001f';

type Named = { account: string; region: string; kind: string; name: string };
type ObjectRow = { id: number; targets: string; named: Named[] };

/** The objects that most events are about. 0 is nothing. */
function mostFrequent(counts: Uint32Array): number[] {
  const ids: number[] = [];
  for (let id = 1; id < counts.length; id += 1) if ((counts[id] as number) > 0) ids.push(id);
  return ids.sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b).slice(0, mostObjects);
}

const keyOf = ({ account, region, kind, name }: Named): string => JSON.stringify([account, region, kind, name]);

/** Which of these the inventory holds, of the teams that the scope sees. */
async function ownedOf(scope: TeamScope, named: readonly Named[]): Promise<Map<string, string>> {
  const column = (name: keyof Named): string[] => named.map((one) => one[name]);
  const rows = await read<Named & { team: string }>(
    scope,
    'targets in the inventory',
    `select r.account, r.region, r.kind, r.name, r.team from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as x (account, region, kind, name)
     join resource r using (account, region, kind, name) where $1::text[] is null or r.team = any($1)`,
    [teamsOf(scope), column('account'), column('region'), column('kind'), column('name')],
  );
  return new Map(rows.map((row) => [keyOf(row), row.team]));
}

/**
 * What the most frequent objects of a scope's events name, and how often.
 * @param counts of each object's id, of events that the scope sees
 */
export async function targetsOf(scope: TeamScope, counts: Uint32Array): Promise<ActivityTarget[]> {
  const ids = mostFrequent(counts);
  if (ids.length === 0) return [];
  const { rows } = await walled<ObjectRow>(systemScope(), {
    name: 'q:targets of objects',
    text: `select o.id, o.targets, coalesce((select jsonb_agg(jsonb_build_object('account', n.owner, 'region', n.region, 'kind', n.kind, 'name', n.name)
        order by n.nth) from audit_named n where n.object = o.id), '[]') as named
      from audit_object o where o.id = any($1)`,
    values: [ids],
  });
  const owned = await ownedOf(scope, [...new Map(rows.flatMap(({ named }) => named.map((one) => [keyOf(one), one]))).values()]);
  const found = new Map<string, ActivityTarget>();
  for (const { id, targets, named } of rows) {
    const main = named.find((one) => owned.has(keyOf(one)));
    const name = main?.name ?? targetWords(targets.split(separator));
    if (!name) continue;
    const key = main ? keyOf(main) : name;
    const team = main && owned.get(keyOf(main));
    const resource = main && team ? { kind: main.kind, owner: main.account, region: main.region, name: main.name, team } : null;
    const known = found.get(key) ?? { name, count: 0, resource };
    found.set(key, { ...known, count: known.count + (counts[id] as number) });
  }
  const most = [...found.values()].sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)).slice(0, mostTargets);
  // What stands under `name` is kept by pseudonyms, for resources' links need it; of a target that leads nowhere it may be a person's.
  const words = await withPseudonyms(
    scope,
    most.map(({ name }) => name),
  );
  return most.map((one, index) => (one.resource ? one : { ...one, name: words[index] ?? one.name }));
}
