import type { PoolClient } from 'pg';
import type { ResourceKind } from '#lib/catalog/resource-kinds.ts';
import { copyRows } from './copy-rows.ts';
import type { Place } from './cursors.ts';
import type { Db } from './transaction.ts';

export type ReadBy = 'Describe' | 'Search';

/** A resource as one look saw it. */
export type SeenResource = {
  kind: ResourceKind;
  name: string;
  arn: string;
  team: string;
  teamReason: string;
  /** The call that told the description; `Search` leaves fields out that Describe has. */
  readBy?: ReadBy;
  /** null: not asked this time; what is known stays. */
  tags: Readonly<Record<string, string>> | null;
  status: string | null;
  description: unknown;
  /** The description's lasting part, and its hash: another hash is another version. */
  configuration: unknown;
  hash: string;
  parent: string | null;
  createdAt: Date | null;
  endedAt: Date | null;
  /** When AWS says it was last modified: the best known start of a new version. */
  changedAt: Date | null;
};

const columns = [
  ...['kind', 'name', 'arn', 'team', 'team_reason', 'tags', 'status', 'description', 'configuration', 'hash', 'parent'],
  ...['created_at', 'ended_at', 'changed_at', 'read_by'],
];

const stage = `create temp table if not exists resource_stage (
  kind text, name text, arn text, team text, team_reason text, tags jsonb, status text, description jsonb, configuration jsonb,
  hash text, parent text, created_at timestamptz(3), ended_at timestamptz(3), changed_at timestamptz(3), read_by text
) on commit delete rows`;

/** JSON that PostgreSQL can hold: NUL cannot stand in a jsonb string. */
const json = (value: unknown): string =>
  JSON.stringify(value ?? null)
    .toWellFormed()
    .replaceAll('\\u0000', '\\ufffd');

const upsert = `
  insert into resource as kept (account, region, kind, name, arn, team, team_reason, tags, status, description, parent, hash,
    created_at, ended_at, first_seen_at, last_seen_at, deleted_at, read_by, tags_at)
  select $1, $2, kind, name, arn, team, team_reason, coalesce(tags, '{}'), status, description, parent, hash,
    created_at, ended_at, $3, $3, null, read_by, case when tags is not null then $3::timestamptz end
  from resource_stage order by kind, name
  on conflict (account, region, kind, name) do update set
    arn = excluded.arn, team = excluded.team, team_reason = excluded.team_reason,
    tags = (select coalesce(s.tags, kept.tags) from resource_stage s where s.kind = kept.kind and s.name = kept.name),
    status = excluded.status, description = excluded.description, parent = excluded.parent, hash = excluded.hash,
    created_at = coalesce(excluded.created_at, kept.created_at), ended_at = excluded.ended_at,
    last_seen_at = excluded.last_seen_at, deleted_at = null, read_by = excluded.read_by,
    tags_at = coalesce(excluded.tags_at, kept.tags_at)`;

/** What Describe adds to a record of Search was so all along: the open version is completed, not followed by another. */
const completeVersions = `
  update resource_version v set configuration = s.configuration, hash = s.hash
  from resource_stage s join resource r on r.account = $1 and r.region = $2 and r.kind = s.kind and r.name = s.name
  where v.account = $1 and v.region = $2 and v.kind = s.kind and v.name = s.name and v.valid_to is null
    and r.read_by = 'Search' and s.read_by = 'Describe'`;

/** Kinds whose time of modification moves when somebody acts on them, and not by work alone. */
const actedOn: readonly ResourceKind[] = ['pipeline', 'notebook_instance', 'domain', 'workforce', 'workteam'];

/** That AWS says a resource was modified, and its configuration is the same: no version tells of it. Before the resource is overwritten. */
const noteModified = `
  insert into activity (account, region, type, id, kind, name, at, status, summary, detail)
  select $1, $2, 'modified', s.kind || '/' || s.name || '/' || floor(extract(epoch from s.changed_at) * 1000), s.kind, s.name, s.changed_at,
    s.status, 'Modified, its configuration is the same', '{}'::jsonb
  from resource_stage s join resource r on (r.account, r.region, r.kind, r.name) = ($1, $2, s.kind, s.name)
  where s.kind = any ($3) and s.hash = r.hash and r.deleted_at is null
    and coalesce(r.description ->> 'LastModifiedTime', r.description ->> 'LastUpdatedDate')::timestamptz < s.changed_at
  on conflict do nothing`;

/** A version starts when AWS says the resource was modified, unless that is before the version it replaces. */
const closeVersions = `
  with changed as (
    select v.kind, v.name, v.valid_from, case when s.changed_at > v.valid_from and s.changed_at <= $3 then s.changed_at else $3 end as at
    from resource_version v join resource_stage s using (kind, name)
    where v.account = $1 and v.region = $2 and v.valid_to is null and v.hash <> s.hash
  )
  update resource_version v set valid_to = c.at from changed c
  where v.account = $1 and v.region = $2 and v.kind = c.kind and v.name = c.name and v.valid_from = c.valid_from`;

const openVersions = `
  insert into resource_version (account, region, kind, name, valid_from, valid_to, configuration, hash)
  select $1, $2, s.kind, s.name,
    coalesce((select max(v.valid_to) from resource_version v
      where v.account = $1 and v.region = $2 and v.kind = s.kind and v.name = s.name
        and v.valid_to >= coalesce(s.created_at, '-infinity')),
      least(coalesce(s.created_at, s.changed_at, $3), $3)),
    null, s.configuration, s.hash
  from resource_stage s
  where not exists (select from resource_version v where v.account = $1 and v.region = $2 and v.kind = s.kind and v.name = s.name
    and v.valid_to is null)
  on conflict do nothing`;

/**
 * Stores what was seen, with a version for each change of configuration. Runs inside the caller's transaction.
 * @returns how many resources have another configuration than before, new ones included
 */
export async function saveResources(
  client: PoolClient,
  { account, region }: Place,
  seen: readonly SeenResource[],
  seenAt: Date,
): Promise<{ changed: number }> {
  if (seen.length === 0) return { changed: 0 };
  await client.query(stage);
  await copyRows(
    client,
    { table: 'resource_stage', columns },
    seen.map((one) => [
      ...[one.kind, one.name, one.arn, one.team, one.teamReason, one.tags === null ? null : json(one.tags), one.status],
      ...[json(one.description), json(one.configuration), one.hash, one.parent, one.createdAt, one.endedAt, one.changedAt],
      one.readBy ?? 'Describe',
    ]),
  );
  const values = [account, region, seenAt];
  if (seen.some((one) => one.readBy !== 'Search')) await client.query(completeVersions, [account, region]);
  if (seen.some(({ kind }) => actedOn.includes(kind))) await client.query(noteModified, [account, region, actedOn]);
  await client.query(upsert, values);
  await client.query(closeVersions, values);
  const { rowCount } = await client.query(openVersions, values);
  await client.query('delete from resource_stage');
  return { changed: rowCount ?? 0 };
}

/** Resources that a list still shows and nobody described again. */
export async function touchResources(
  client: Pick<PoolClient, 'query'>,
  { account, region }: Place,
  { kind, names, at }: { kind: ResourceKind; names: readonly string[]; at: Date },
): Promise<void> {
  await client.query(
    'update resource set last_seen_at = $5 where account = $1 and region = $2 and kind = $3 and name = any ($4) and deleted_at is null',
    [account, region, kind, names, at],
  );
}

/** What a complete list no longer shows is deleted, and its last version ends. @returns how many */
export async function markDeleted(
  client: Pick<PoolClient, 'query'>,
  { account, region }: Place,
  { kind, present, parent, at }: { kind: ResourceKind; present: readonly string[]; parent?: string; at: Date },
): Promise<number> {
  const { rowCount } = await client.query(
    `with gone as (
       update resource set deleted_at = $5, status = case when status is null then null else 'Deleted' end
       where account = $1 and region = $2 and kind = $3 and not (name = any ($4)) and deleted_at is null
         and ($6::text is null or parent = $6)
       returning kind, name
     )
     update resource_version v set valid_to = greatest($5, valid_from) from gone
     where v.account = $1 and v.region = $2 and v.kind = gone.kind and v.name = gone.name and v.valid_to is null`,
    [account, region, kind, present, at, parent ?? null],
  );
  return rowCount ?? 0;
}

/** Sets the tags of resources, and the team that follows from them. */
export async function setTags(
  client: Pick<PoolClient, 'query'>,
  { account, region }: Place,
  rows: readonly { kind: ResourceKind; name: string; tags: Readonly<Record<string, string>>; team: string; teamReason: string }[],
  at: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `update resource r set tags = s.tags, team = s.team, team_reason = s."teamReason", tags_at = $4
     from jsonb_to_recordset($3) as s (kind text, name text, tags jsonb, team text, "teamReason" text)
     where r.account = $1 and r.region = $2 and r.kind = s.kind and r.name = s.name`,
    [account, region, json(rows), at],
  );
}

/** What the collectors already know of a resource. Times are epoch ms. */
export type KnownResource = {
  kind: ResourceKind;
  name: string;
  arn: string;
  status: string | null;
  team: string;
  teamReason: string;
  tags: Record<string, string>;
  tagsAt: number | null;
  readBy: ReadBy;
  parent: string | null;
  description: unknown;
  createdAt: number | null;
  endedAt: number | null;
  deletedAt: number | null;
  lastSeenAt: number;
};

/** What is known of a resource beside its description. */
export type Standing = Omit<KnownResource, 'description'>;

const standing = `kind, name, arn, status, team, team_reason as "teamReason", tags, parent, read_by as "readBy",
  ${['created_at:createdAt', 'ended_at:endedAt', 'deleted_at:deletedAt', 'last_seen_at:lastSeenAt', 'tags_at:tagsAt']
    .map((pair) => pair.split(':'))
    .map(([column, name]) => `(extract(epoch from ${column}) * 1000)::float8 as "${name}"`)
    .join(', ')}`;

/** When a resource ended or was deleted, whichever came first: an index holds the very expression. */
const until = `coalesce(least(ended_at, deleted_at), 'infinity'::timestamptz)`;

/** More than a pass can ask about. */
const tagsAtOnce = 20_000;

/** Resources of one place: those that live, and those that ended or were deleted since. */
export async function listKnown(
  db: Db,
  { account, region }: Place,
  { kinds, endedSince }: { kinds: readonly ResourceKind[]; endedSince: Date },
): Promise<KnownResource[]> {
  const { rows } = await db.pool.query<KnownResource>({
    text: `select ${standing}, description from resource
       where account = $1 and region = $2 and kind = any ($3) and ${until} > $4 order by kind, name`,
    values: [account, region, kinds, endedSince],
  });
  return rows;
}

/** Those of a kind that live, without their descriptions. */
export async function listLiving(db: Db, { account, region }: Place, kind: ResourceKind): Promise<Standing[]> {
  const { rows } = await db.pool.query<Standing>({
    text: `select ${standing} from resource where account = $1 and region = $2 and kind = $3 and ${until} = 'infinity' order by name`,
    values: [account, region, kind],
  });
  return rows;
}

/** Those of a kind that are called so, whatever became of them, without their descriptions. */
export async function listNamed(
  db: Db,
  { account, region }: Place,
  { kind, names }: { kind: ResourceKind; names: readonly string[] },
): Promise<Standing[]> {
  const { rows } = await db.pool.query<Standing>({
    text: `select ${standing} from resource where account = $1 and region = $2 and kind = $3 and name = any ($4)`,
    values: [account, region, kind, names],
  });
  return rows;
}

/** Jobs of which Search alone has told, that run or ended since; what runs first, then the newest. */
export async function listSearched(
  db: Db,
  { account, region }: Place,
  { kind, endedSince }: { kind: ResourceKind; endedSince: Date },
): Promise<Standing[]> {
  const { rows } = await db.pool.query<Standing>({
    text: `select ${standing} from resource where account = $1 and region = $2 and kind = $3 and read_by = 'Search' and deleted_at is null
         and coalesce(ended_at, 'infinity') > $4
       order by (ended_at is not null), coalesce(created_at, first_seen_at) desc`,
    values: [account, region, kind, endedSince],
  });
  return rows;
}

/** Resources whose tags were never read, or, while they live, not since. Ended jobs keep the tags they were found with. */
export async function listTagsDue(
  db: Db,
  { account, region }: Place,
  { kind, readBefore }: { kind: ResourceKind; readBefore: Date },
): Promise<Standing[]> {
  const { rows } = await db.pool.query<Standing>({
    text: `select ${standing} from resource where account = $1 and region = $2 and kind = $3 and deleted_at is null
         and (tags_at is null or (${until} = 'infinity' and tags_at <= $4))
       order by (ended_at is not null), coalesce(created_at, first_seen_at) desc limit ${tagsAtOnce}`,
    values: [account, region, kind, readBefore],
  });
  return rows;
}

/** Gives resources without a team of their own that of the resource that holds them. @returns how many changed */
export async function inheritTeams(client: Pick<PoolClient, 'query'>, { account, region }: Place): Promise<number> {
  const { rowCount } = await client.query(
    `update resource child set team = holder.team, team_reason = 'of ' || child.parent || ' (' || holder.team_reason || ')'
     from resource holder
     where child.account = $1 and child.region = $2 and child.parent is not null
       and (child.team = 'unowned' or child.team_reason like 'of %')
       and holder.account = $1 and holder.region = $2
       and holder.kind = split_part(child.parent, '/', 1) and holder.name = substr(child.parent, strpos(child.parent, '/') + 1)
       and holder.team <> 'unowned' and child.team <> holder.team`,
    [account, region],
  );
  return rowCount ?? 0;
}
