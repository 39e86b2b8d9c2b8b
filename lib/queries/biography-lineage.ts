import { artifactsOf, isMadeBy, jobNamesIn } from '#lib/audit/artifacts.ts';
import { type Reference, referencesOf } from '#lib/audit/references.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { textAt } from '#lib/catalog/answer.ts';
import { lineage } from '#lib/catalog/relations.ts';
import { isResourceKind, type ResourceKey } from '#lib/catalog/resource-kinds.ts';
import { born } from './born.ts';
import { type ResourceRecord, type ResourceRow, type ResourceVersion, resourceColumns } from './resources.ts';
import { ownedBy, read, teamsOf, toTime } from './sql.ts';

/** From when to when one resource named another. Epoch ms; `to` null: it still does. */
export type Stretch = { from: number; to: number | null };

/** A resource of the biography: the one itself, or what it was made from. */
export type LineageMember = ResourceRow & {
  tags: Record<string, string>;
  description: unknown;
  /** Newest first, at most `mostVersions`. */
  versions: readonly ResourceVersion[];
  /** What names it, and when; null: the resource itself. */
  of: { kind: string; name: string } | null;
  named: readonly Stretch[];
};

/** Named, and no resource that the reader sees: nothing but the name is told, which stands in what names it. */
export type Stranger = Reference & { of: { kind: string; name: string }; named: readonly Stretch[] };

export type Lineage = {
  /** The resource itself first, then what it was made from, the nearest first. */
  members: readonly LineageMember[];
  strangers: readonly Stranger[];
  /** How many more there are than are looked at. */
  more: number;
};

export const mostVersions = 200;
/** Beside the resource itself, of each of the seen and the strangers. */
const mostAbove = 16;
const mostSteps = 4;

type Found = Omit<LineageMember, 'versions' | 'of' | 'named'>;
type Key = Pick<ResourceKey, 'account' | 'region'>;

/** Members by name; a pipeline's ARN says its name in small letters. */
const findMembers = (
  scope: TeamScope,
  { account, region }: Key,
  { now, wanted }: { now: number; wanted: readonly Reference[] },
) =>
  read<Found>(
    scope,
    'lineage members',
    `select ${resourceColumns}, r.tags, r.description from unnest($5::text[], $6::text[]) n (kind, name)
     join resource r on (r.account, r.region, r.kind, r.name) = ($2, $3, n.kind, n.name) and ${born} <= $4 and ($1::text[] is null or r.team = any($1))
     union
     select ${resourceColumns}, r.tags, r.description from unnest($5::text[], $6::text[]) n (kind, name)
     join resource r on (r.account, r.region, r.kind) = ($2, $3, n.kind) and lower(r.name) = n.name and ${born} <= $4 and ($1::text[] is null or r.team = any($1))
     where n.kind = 'pipeline'`,
    [teamsOf(scope), account, region, toTime(now), wanted.map(({ kind }) => kind), wanted.map(({ name }) => name)],
  );

type NamedVersion = ResourceVersion & { kind: string; name: string };

const findVersions = (
  scope: TeamScope,
  { account, region }: Key,
  { now, wanted }: { now: number; wanted: readonly Reference[] },
) =>
  read<NamedVersion>(
    scope,
    'lineage versions',
    `select n.kind, n.name, v.* from unnest($5::text[], $6::text[]) n (kind, name)
     cross join lateral (select extract(epoch from v.valid_from)::float8 * 1000 as "validFrom", extract(epoch from v.valid_to)::float8 * 1000 as "validTo", v.configuration
       from resource_version v where (v.account, v.region, v.kind, v.name) = ($2, $3, n.kind, n.name) and v.valid_from <= $4
         and ${ownedBy('v.account, v.region, v.kind, v.name')} order by v.valid_from desc limit ${mostVersions}) v`,
    [teamsOf(scope), account, region, toTime(now), wanted.map(({ kind }) => kind), wanted.map(({ name }) => name)],
  );

const idOf = ({ kind, name }: { kind: string; name: string }): string => `${kind} ${name}`;

function holderOf({ parent }: LineageMember): Reference[] {
  const slash = parent?.indexOf('/') ?? -1;
  const kind = parent?.slice(0, slash) ?? '';
  return parent && slash > 0 && isResourceKind(kind) ? [{ kind, name: parent.slice(slash + 1) }] : [];
}

/** What a member was made from, by each of its versions, with the times at which it says so; the newest first. */
function namedBy(member: LineageMember): { reference: Reference; named: Stretch[] }[] {
  const kinds = lineage[member.kind] ?? [];
  const found = new Map<string, { reference: Reference; named: Stretch[] }>();
  const add = (said: readonly Reference[], stretch: Stretch) => {
    for (const reference of said) {
      if (!kinds.includes(reference.kind)) continue;
      const known = found.get(idOf(reference));
      if (!known) found.set(idOf(reference), { reference, named: [stretch] });
      else if (known.named.at(-1)?.from !== stretch.from) known.named.push(stretch);
    }
  };
  for (const { configuration, validFrom, validTo } of member.versions)
    add(referencesOf(configuration, member), { from: validFrom, to: validTo });
  const whole = { from: member.createdAt ?? member.firstSeenAt, to: member.deletedAt };
  const rest = [...referencesOf([member.description, Object.values(member.tags)], member), ...holderOf(member)];
  add(
    rest.filter((reference) => !found.has(idOf(reference))),
    whole,
  );
  return [...found.values()];
}

/** Training jobs whose artifacts a model loads: what their own descriptions say they made. */
async function makersOf(
  scope: TeamScope,
  member: LineageMember,
  now: number,
): Promise<{ reference: Reference; named: Stretch[] }[]> {
  if (member.kind !== 'model') return [];
  const artifacts = artifactsOf(member.description);
  const wanted = jobNamesIn(artifacts).map((name): Reference => ({ kind: 'training_job', name }));
  if (wanted.length === 0) return [];
  const jobs = await findMembers(scope, member, { now, wanted });
  const named = [{ from: member.createdAt ?? member.firstSeenAt, to: member.deletedAt }];
  return jobs
    .filter(({ description }) => isMadeBy(artifacts, textAt(description, 'ModelArtifacts.S3ModelArtifacts')))
    .map(({ name }) => ({ reference: { kind: 'training_job', name }, named }));
}

type Wanted = Reference & Pick<Stranger, 'of' | 'named'>;

async function aboveOf(scope: TeamScope, members: readonly LineageMember[], now: number): Promise<Wanted[]> {
  const lists = await Promise.all(members.map(async (member) => [...namedBy(member), ...(await makersOf(scope, member, now))]));
  return lists.flatMap((list, index) => {
    const { kind = '', name = '' } = members[index] ?? {};
    return list.map(({ reference, named }): Wanted => ({ ...reference, of: { kind, name }, named }));
  });
}

/** Reads those that the scope sees, with their versions. */
async function readMembers(scope: TeamScope, place: Key, { now, wanted }: { now: number; wanted: readonly Wanted[] }) {
  if (wanted.length === 0) return { seen: [], strangers: [] };
  const [found, versions] = await Promise.all([
    findMembers(scope, place, { now, wanted }),
    findVersions(scope, place, { now, wanted }),
  ]);
  const seen: LineageMember[] = [];
  const strangers: Stranger[] = [];
  for (const one of wanted) {
    const row = found.find((each) => each.kind === one.kind && (each.name === one.name || each.name.toLowerCase() === one.name));
    if (!row) strangers.push(one);
    else seen.push({ ...row, of: one.of, named: one.named, versions: versions.filter((each) => idOf(each) === idOf(row)) });
  }
  return { seen, strangers };
}

/** The resource and, step by step, what it was made from, as far as the scope sees it: a stranger's own description is not read. */
export async function readLineage(scope: TeamScope, resource: ResourceRecord, versions: readonly ResourceVersion[], now: number) {
  const self: LineageMember = { ...resource, versions, of: null, named: [] };
  const known = new Set([idOf(self)]);
  const members = [self];
  const strangers: Stranger[] = [];
  let more = 0;
  for (let step = 0, last: LineageMember[] = [self]; step < mostSteps && last.length > 0; step += 1) {
    const fresh = (await aboveOf(scope, last, now)).filter((one) => {
      const isFresh = !known.has(idOf(one));
      known.add(idOf(one));
      return isFresh;
    });
    const room = mostAbove + 1 - members.length;
    const found = await readMembers(scope, resource, { now, wanted: fresh.slice(0, Math.max(0, room + mostAbove)) });
    more += Math.max(0, fresh.length - room - mostAbove) + Math.max(0, found.seen.length - room);
    last = found.seen.slice(0, room);
    members.push(...last);
    strangers.push(...found.strangers);
  }
  return { members, strangers: strangers.slice(0, mostAbove), more: more + Math.max(0, strangers.length - mostAbove) };
}
