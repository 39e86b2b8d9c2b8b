import { type Reference, referencesOf } from '#lib/audit/references.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { referrers } from '#lib/catalog/relations.ts';
import { isResourceKind, type ResourceKey, type ResourceKind } from '#lib/catalog/resource-kinds.ts';
import { notFound } from '#lib/errors.ts';
import { born } from './born.ts';
import { type Ask, containing, ownedBy, read, teamsOf, toTime } from './sql.ts';

/** A resource of any kind at the moment asked. Epoch ms. */
export type ResourceRow = {
  account: string;
  region: string;
  kind: ResourceKind;
  name: string;
  arn: string;
  team: string;
  teamReason: string;
  status: string | null;
  parent: string | null;
  createdAt: number | null;
  endedAt: number | null;
  firstSeenAt: number;
  lastSeenAt: number;
  deletedAt: number | null;
};

const ms = (column: string, name: string): string => `extract(epoch from r.${column})::float8 * 1000 as "${name}"`;
export const resourceColumns = `r.account, r.region, r.kind, r.name, r.arn, r.team, r.team_reason as "teamReason", r.status, r.parent, ${ms('created_at', 'createdAt')},
  ${ms('ended_at', 'endedAt')}, ${ms('first_seen_at', 'firstSeenAt')}, ${ms('last_seen_at', 'lastSeenAt')}, ${ms('deleted_at', 'deletedAt')}`;

export type ResourceFilter = {
  kinds: readonly string[];
  accounts: readonly string[];
  regions: readonly string[];
  statuses: readonly string[];
  /** Text that a name, ARN, tag or status must hold. */
  text: string | null;
  /** Also what no longer exists. */
  withGone: boolean;
};

/** $1 teams, $2 now, $3 kinds, $4 accounts, $5 regions, $6 statuses, $7 text, $8 with gone */
export const resourceMatching = `($1::text[] is null or r.team = any($1)) and coalesce(r.created_at, r.first_seen_at) <= $2
  and (cardinality($3::text[]) = 0 or r.kind = any($3)) and (cardinality($4::text[]) = 0 or r.account = any($4))
  and (cardinality($5::text[]) = 0 or r.region = any($5)) and (cardinality($6::text[]) = 0 or r.status = any($6))
  and ($7::text is null or r.name ilike $7 or r.arn ilike $7 or r.status ilike $7 or r.tags::text ilike $7)
  and ($8 or r.deleted_at is null or r.deleted_at > $2)`;

export const resourceValues = (scope: TeamScope, ask: Ask, filter: ResourceFilter): unknown[] => [
  teamsOf(scope, ask.team),
  toTime(ask.now),
  filter.kinds,
  filter.accounts,
  filter.regions,
  filter.statuses,
  filter.text === null ? null : containing(filter.text),
  filter.withGone,
];

/** Columns a table may be sorted by, and no other text ever stands in the query: each as an index goes on. */
export const resourceSorts = {
  name: ['r.name', 'r.account', 'r.region', 'r.kind'],
  kind: ['r.kind', born],
  team: ['r.team', born],
  status: [`(case when r.status is null then '' else r.status end)`, born],
  account: ['r.account', 'r.region', 'r.kind', 'r.name'],
  created: [born, 'r.account', 'r.region', 'r.kind', 'r.name'],
  /** No index: every look writes it, and each would have to write the index, too. */
  seen: ['r.last_seen_at'],
} as const;
export type ResourceSort = keyof typeof resourceSorts;

const key = ['r.account', 'r.region', 'r.kind', 'r.name'];

export type ResourceOrder = { column: ResourceSort; descending: boolean; limit: number; offset: number };

/** A page of resources of any kind. */
export const listResources = (
  scope: TeamScope,
  ask: Ask,
  filter: ResourceFilter,
  order: ResourceOrder,
): Promise<ResourceRow[]> => {
  const direction = order.descending ? 'desc' : 'asc';
  return read<ResourceRow>(
    scope,
    `resources ${order.column} ${direction}`,
    `select ${resourceColumns} from resource r where ${resourceMatching}
     order by ${[...new Set([...resourceSorts[order.column], ...key])].map((by) => `${by} ${direction}`).join(', ')} limit $9 offset $10`,
    [...resourceValues(scope, ask, filter), order.limit, order.offset],
  );
};

export type ResourceFacets = {
  kind: FacetCount[];
  account: FacetCount[];
  region: FacetCount[];
  status: FacetCount[];
  total: number;
};
type FacetCount = { value: string; count: number };

const facets = { kind: 'kinds', account: 'accounts', region: 'regions', status: 'statuses' } as const;
type Facet = keyof typeof facets;
const mostValues = 80;

/** Counts of several fields of what one filter leaves, and of all of it, in one pass. */
async function countBy(scope: TeamScope, ask: Ask, { filter, fields }: { filter: ResourceFilter; fields: readonly Facet[] }) {
  const rows = await read<{ [Field in Facet]?: string | null } & { which: number; count: number }>(
    scope,
    null,
    `select ${fields.map((field) => `r.${field}, `).join('')}grouping(${fields.map((field) => `r.${field}`).join(', ')}) as which, count(*)::int as count
     from resource r where ${resourceMatching} group by grouping sets (${fields.map((field) => `(r.${field}), `).join('')}()) order by 1`,
    resourceValues(scope, ask, filter),
  );
  const whole = 2 ** fields.length - 1;
  const of = (field: Facet): FacetCount[] => {
    const alone = whole - 2 ** (fields.length - 1 - fields.indexOf(field));
    return rows
      .filter(({ which }) => which === alone)
      .flatMap(({ [field]: value, count }) => (value ? [{ value, count }] : []))
      .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, mostValues);
  };
  return { of, total: rows.find(({ which }) => which === whole)?.count ?? 0 };
}

/** Counts per kind, account, Region and status; each list as if its own filter were not set. */
export async function countResources(scope: TeamScope, ask: Ask, filter: ResourceFilter): Promise<ResourceFacets> {
  const names = Object.keys(facets) as Facet[];
  const [all, ...own] = await Promise.all([
    countBy(scope, ask, { filter, fields: names }),
    ...names.map((field) =>
      filter[facets[field]].length === 0
        ? null
        : countBy(scope, ask, { filter: { ...filter, [facets[field]]: [] }, fields: [field] }),
    ),
  ]);
  const [kind, account, region, status] = names.map((field, index) => (own[index] ?? all).of(field));
  return { kind: kind ?? [], account: account ?? [], region: region ?? [], status: status ?? [], total: all.total };
}

export type ResourceRecord = ResourceRow & {
  tags: Record<string, string>;
  /** The Describe answer: the last one, or the lasting part of the version that held at the moment asked. */
  description: unknown;
  /** The call that told the description; Search leaves out what Describe alone answers. */
  readBy: 'Describe' | 'Search';
  /** Whether `description` is the version of a past moment. */
  isPast: boolean;
};

/** One resource of any kind. @throws TrailwatchError `not_found`, also for another team's */
export async function getResource(scope: TeamScope, ask: Ask, key: ResourceKey): Promise<ResourceRecord> {
  const [row] = await read<ResourceRecord & { version: unknown }>(
    scope,
    'resource',
    `select ${resourceColumns}, r.tags, r.description, r.read_by as "readBy", v.configuration as version from resource r
     left join lateral (select configuration from resource_version v where $3 and (v.account, v.region, v.kind, v.name) = (r.account, r.region, r.kind, r.name)
       and v.valid_from <= $2 order by v.valid_from desc limit 1) v on true
     where r.account = $4 and r.region = $5 and r.kind = $6 and r.name = $7 and ($1::text[] is null or r.team = any($1))
       and coalesce(r.created_at, r.first_seen_at) <= $2`,
    [teamsOf(scope, ask.team), toTime(ask.now), ask.asOf !== null, key.account, key.region, key.kind, key.name],
  );
  if (!row) throw notFound(`${key.kind} ${key.name}`);
  const { version, ...rest } = row;
  const isPast = ask.asOf !== null && version !== null;
  return { ...rest, description: isPast ? version : rest.description, isPast };
}

export type ResourceVersion = { validFrom: number; validTo: number | null; configuration: unknown };

/** Versions up to the moment asked, newest first, at most 200. */
export const listVersions = (scope: TeamScope, key: ResourceKey, now: number): Promise<ResourceVersion[]> =>
  read<ResourceVersion>(
    scope,
    'versions',
    `select extract(epoch from valid_from)::float8 * 1000 as "validFrom", extract(epoch from valid_to)::float8 * 1000 as "validTo", configuration
     from resource_version v where account = $2 and region = $3 and kind = $4 and name = $5 and valid_from <= $6
       and ${ownedBy('v.account, v.region, v.kind, v.name')} order by valid_from desc limit 200`,
    [teamsOf(scope), key.account, key.region, key.kind, key.name, toTime(now)],
  );

/** A resource that stands beside another: it is named by it, names it, holds it or is held. `team` null: not in the inventory. */
export type Relation = {
  relation: 'uses' | 'used by' | 'part of' | 'holds';
  kind: ResourceKind;
  name: string;
  team: string | null;
  status: string | null;
};

type Found = { kind: ResourceKind; name: string; team: string; status: string | null };

/** What the resource uses, and what uses it, in its account and Region; other teams' are left out. */
export async function listRelations(scope: TeamScope, resource: ResourceRecord): Promise<Relation[]> {
  const named = referencesOf(resource.description, resource);
  const place = [teamsOf(scope), resource.account, resource.region];
  const [known, users, held] = await Promise.all([
    read<Found>(
      scope,
      'relations named',
      `select r.kind, r.name, r.team, r.status from resource r join unnest($4::text[], $5::text[]) as n (kind, name)
         on r.kind = n.kind and (r.name = n.name or lower(r.name) = lower(n.name))
       where r.account = $2 and r.region = $3 and ($1::text[] is null or r.team = any($1))`,
      [...place, named.map(({ kind }) => kind), named.map(({ name }) => name)],
    ),
    read<Found>(
      scope,
      'relations users',
      `select r.kind, r.name, r.team, r.status from resource r where r.account = $2 and r.region = $3 and r.kind = any($4)
         and ($1::text[] is null or r.team = any($1)) and (strpos(r.description::text, $5) > 0 or ($6 <> '' and strpos(r.description::text, $6) > 0))
         and not (r.kind = $7 and r.name = $8)
       order by coalesce(r.created_at, r.first_seen_at) desc limit 200`,
      [...place, referrers[resource.kind] ?? [], JSON.stringify(resource.name), resource.arn, resource.kind, resource.name],
    ),
    read<Found>(
      scope,
      'relations held',
      `select r.kind, r.name, r.team, r.status from resource r where r.account = $2 and r.region = $3 and r.parent = $4
         and ($1::text[] is null or r.team = any($1)) order by r.kind, r.name limit 200`,
      [...place, `${resource.kind}/${resource.name}`],
    ),
  ]);
  return unique([
    ...parentOf(resource),
    ...named.map((one): Relation => relationTo(one, known)),
    ...held.map((one): Relation => ({ relation: 'holds', ...one })),
    ...users.map((one): Relation => ({ relation: 'used by', ...one })),
  ]);
}

function parentOf({ parent, team }: ResourceRecord): Relation[] {
  const slash = parent?.indexOf('/') ?? -1;
  const kind = parent?.slice(0, slash) ?? '';
  return parent && slash > 0 && isResourceKind(kind)
    ? [{ relation: 'part of', kind, name: parent.slice(slash + 1), team, status: null }]
    : [];
}

function relationTo(one: Reference, known: readonly Found[]): Relation {
  const found = known.find(({ kind, name }) => kind === one.kind && name.toLowerCase() === one.name.toLowerCase());
  return { relation: 'uses', ...one, ...(found ?? { team: null, status: null }) };
}

const unique = (relations: readonly Relation[]): Relation[] =>
  [...new Map(relations.toReversed().map((one) => [`${one.kind} ${one.name}`, one])).values()].toReversed();
