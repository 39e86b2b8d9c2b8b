import type { TeamScope } from '#lib/auth/scope.ts';
import { sameEvent } from './audit-where.ts';
import { keyColumns } from './key-columns.ts';
import { read, teamsOf, toTime } from './sql.ts';

/** Something that happened to a resource: a CloudTrail event, or what a service said it did. Epoch ms. */
export type Happening = {
  /** CloudTrail event id; null for what a service told. */
  eventId: string | null;
  id: string;
  account: string;
  region: string;
  kind: string;
  name: string;
  at: number;
  /** "UpdateEndpoint", "Scale-out 4 → 6". */
  title: string;
  who: string;
  through: string | null;
  /** Someone changed configuration; false where a service acted by itself. */
  isByPerson: boolean;
  isFailed: boolean;
  detail: string | null;
};

type Key = { account: string; region: string; kind: string; name: string };

const happenings = `
  select e.event_id as "eventId", e.event_id as id, x.owner as account, x.region, x.kind, x.name,
    extract(epoch from x.at)::float8 * 1000 as at, e.event_name as title, e.who, e.through,
    (e.user_type is distinct from 'AWSService' and coalesce(e.through, '') not like 'AWSServiceRoleFor%' and e.who not like '%.amazonaws.com') as "isByPerson", e.result <> 'ok' as "isFailed",
    case when e.result <> 'ok' then coalesce(e.error_code, e.error_message) end as detail
  from audit_event_resource x join audit_event e on ${sameEvent}
  where e.read_only is distinct from true and x.at >= $2 and x.at < $3`;

const activities = `
  select null as "eventId", a.type || ' ' || a.id as id, a.account, a.region, a.kind, a.name,
    extract(epoch from a.at)::float8 * 1000 as at, a.summary as title,
    case a.type when 'scaling' then 'Application Auto Scaling' when 'alarm' then 'CloudWatch' else 'SageMaker' end as who, null as through,
    false as "isByPerson", coalesce(a.status ~* '(fail|rolledback|rolled back)', false) as "isFailed",
    case when a.status ~* '(fail|rolledback|rolled back)' then coalesce(a.detail ->> 'StatusMessage', a.cause) else a.cause end as detail
  from activity a where a.at >= $2 and a.at < $3`;

/** What happened to some resources of one place, newest first, at most `limit`. */
export async function listHappenings(
  scope: TeamScope,
  keys: readonly Key[],
  window: { from: number; to: number; limit: number },
): Promise<Happening[]> {
  return read<Happening>(
    scope,
    'happenings',
    `select h.* from (${happenings} and (x.owner, x.region, x.kind, x.name) in (select * from unnest($4::text[], $5::text[], $6::text[], $7::text[]))
       union all
       ${activities} and (a.account, a.region, a.kind, a.name) in (select * from unnest($4::text[], $5::text[], $6::text[], $7::text[]))) h
     where exists (select from resource r where (r.account, r.region, r.kind, r.name) = (h.account, h.region, h.kind, h.name)
       and ($1::text[] is null or r.team = any($1)))
     order by h.at desc, h.id limit $8`,
    [teamsOf(scope), toTime(window.from), toTime(window.to), ...keyColumns(keys), window.limit],
  );
}

/** The latest changes of a whole team, newest first: CloudTrail's, and scaling and deployments. */
export async function listTeamHappenings(
  scope: TeamScope,
  ask: { team: string; from: number; to: number; limit: number },
): Promise<Happening[]> {
  return read<Happening>(
    scope,
    'team happenings',
    `select h.* from (${happenings} union all ${activities} and a.type in ('scaling', 'deployment')) h
     join resource r on (r.account, r.region, r.kind, r.name) = (h.account, h.region, h.kind, h.name)
     where ($1::text[] is null or r.team = any($1))
     order by h.at desc, h.id limit $4`,
    [teamsOf(scope, ask.team), toTime(ask.from), toTime(ask.to), ask.limit],
  );
}

/** Moments at which someone changed something of each team: the triangles under its lane. */
export async function listChangeMoments(
  scope: TeamScope,
  window: { from: number; to: number },
): Promise<{ team: string; at: number }[]> {
  return read(
    scope,
    'change moments',
    `select distinct r.team, extract(epoch from date_trunc('minute', x.at))::float8 * 1000 as at
     from audit_event_resource x
     join audit_event e on ${sameEvent}
     join resource r on (r.account, r.region, r.kind, r.name) = (x.owner, x.region, x.kind, x.name)
     where e.read_only is distinct from true and e.result = 'ok' and e.user_type is distinct from 'AWSService'
       and coalesce(e.through, '') not like 'AWSServiceRoleFor%' and e.who not like '%.amazonaws.com'
       and x.at >= $2 and x.at < $3 and ($1::text[] is null or r.team = any($1))
     order by 2`,
    [teamsOf(scope), toTime(window.from), toTime(window.to)],
  );
}
