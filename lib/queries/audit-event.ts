import { type Chain, chainOf, type SessionStart } from '#lib/audit/chain.ts';
import { diffConfigurations, type FieldDiff, flatFields } from '#lib/audit/configuration-diff.ts';
import { targetWords } from '#lib/audit/sentence.ts';
import { type Session, sessionOf } from '#lib/audit/session.ts';
import { isObject, objectAt } from '#lib/audit/text.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { notFound } from '#lib/errors.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { type AuditRow, auditColumns, mainFirst, type NamedResource } from './audit.ts';
import { listAuditRecords } from './audit-records.ts';
import { ofTeam, sameEvent } from './audit-where.ts';
import { nameBehind } from './pseudonyms.ts';
import { ownedBy, read, teamsOf, toTime } from './sql.ts';

export type AuditEventRecord = AuditRow &
  Omit<Session, 'beganAt'> & {
    principalArn: string | null;
    accessKeyId: string | null;
    userAgent: string | null;
    vpcEndpoint: string | null;
    tlsVersion: string | null;
    eventType: string | null;
    category: string | null;
    /** event-history · import */
    source: string;
    receivedAt: number;
    /** Byte for byte as delivered. */
    record: string;
  };

type Key = { team: string; eventId: string; account: string | null };

/** One event that the team may see. @throws TrailwatchError `not_found`, also for another team's */
export async function getAuditEvent(scope: TeamScope, { team, eventId, account }: Key): Promise<AuditEventRecord> {
  const [row] = await read<Omit<AuditEventRecord, 'record' | keyof Session>>(
    scope,
    { byKey: 'audit event' },
    `select ${auditColumns('$4')}, e.principal_arn as "principalArn", e.access_key_id as "accessKeyId", e.user_agent as "userAgent", e.vpc_endpoint as "vpcEndpoint",
       e.tls_version as "tlsVersion", e.event_type as "eventType", e.category, e.source, extract(epoch from e.received_at)::float8 * 1000 as "receivedAt"
     from audit_event e where e.key = audit_key($2) and ($3::text is null or e.account = $3)
       and ($1::text[] is null or ${ofTeam('$1')})
     order by e.account limit 1`,
    [teamsOf(scope, team), eventId, account, teamsOf(scope)],
  );
  if (!row) throw notFound(`Event ${eventId}`);
  const [record] = await listAuditRecords(scope, [row]);
  if (record === undefined) throw notFound(`Event ${eventId}`);
  const { beganAt: _, ...session } = sessionOf(recordOf({ record }) ?? {});
  return { ...row, ...mainFirst(row), ...session, record };
}

/** The record itself, out of the envelope it may have come in; null when it does not parse. */
function recordOf(event: Pick<AuditEventRecord, 'record'>): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(event.record);
    if (!isObject(value)) return null;
    return typeof value.eventName === 'string' || !isObject(value.detail) ? value : value.detail;
  } catch {
    return null;
  }
}

/** Sessions last twelve hours at most. */
const longestSessionMs = 12 * hourMs;

/** Who was behind it: the record's own words, and the event that handed out its credentials where that is stored. */
export async function getChain(scope: TeamScope, event: AuditEventRecord): Promise<Chain> {
  const isSession = event.through !== null && event.accessKeyId !== null;
  const [start] = isSession
    ? await read<SessionStart>(
        scope,
        'session start',
        `select e.event_name as "eventName", extract(epoch from e.at)::float8 * 1000 as at, e.who, e.through from audit_event e
         where e.event_source = 'sts.amazonaws.com' and e.at > $1 and e.at <= $2 and e.issued = $3
           and ($4::text[] is null or ${ofTeam('$4')})
         order by e.at desc limit 1`,
        [toTime(event.at - longestSessionMs), toTime(event.at), event.accessKeyId, teamsOf(scope)],
      )
    : [];
  const on = event.resources[0]?.name ?? targetWords(event.targets);
  return chainOf(recordOf(event), { ...event, on }, start ?? null);
}

export type RequestDiff = {
  rows: FieldDiff[];
  /** Of what the former values are: "search-ranker-v7 before 03:00" or null where no former version is known. */
  against: { kind: string; name: string; validFrom: number } | null;
  /** Differences of the configuration that the request points at, such as an endpoint's. */
  changes: FieldDiff[];
};

type Version = { configuration: Record<string, unknown>; validFrom: number };
type Place = Pick<NamedResource, 'kind' | 'name' | 'owner' | 'region'>;

/**
 * The version that held at a moment, and the one after it: of what had been deleted by then, none held. Before the inventory first saw a
 * resource none is stored: its first version begins with AWS's time of creation, whatever it was until then.
 */
const versions = (scope: TeamScope, key: Place, at: number): Promise<(Version & { isFormer: boolean })[]> =>
  read(
    scope,
    'versions around',
    `with own as (select v.* from resource_version v join resource r using (account, region, kind, name)
       where account = $1 and region = $2 and kind = $3 and name = $4 and r.first_seen_at <= $5
       and ${ownedBy('v.account, v.region, v.kind, v.name', '$6')})
     (select configuration, extract(epoch from valid_from)::float8 * 1000 as "validFrom", true as "isFormer" from own
      where valid_from < $5 and coalesce(valid_to, 'infinity') >= $5 order by valid_from desc limit 1)
     union all
     (select configuration, extract(epoch from valid_from)::float8 * 1000, false from own
      where valid_from >= $5 order by valid_from limit 1)`,
    [key.owner, key.region, key.kind, key.name, toTime(at), teamsOf(scope)],
  );

/** A field as requests spell it: each member of AWS's answers with a small letter. */
const small = (field: string): string =>
  field.replace(/(^|\.)([A-Z])/g, (_, dot: string, letter: string) => dot + letter.toLowerCase());

/** The configuration that an endpoint's name points at; what differs there is what the request did. */
async function pointedAt(
  scope: TeamScope,
  main: Place,
  { before, wanted }: { before: Version; wanted: string | null },
): Promise<FieldDiff[]> {
  const was = before.configuration.EndpointConfigName;
  if (main.kind !== 'endpoint' || typeof was !== 'string' || !wanted || was === wanted) return [];
  const both = await read<{ name: string; configuration: unknown }>(
    scope,
    'two configurations',
    `select distinct on (name) name, configuration from resource_version v
     where account = $1 and region = $2 and kind = 'endpoint_config' and name = any($3)
       and ($4::text[] is null or exists (
         select from endpoint_part p where (p.account, p.region, p.kind, p.name) = (v.account, v.region, v.kind, v.name)))
     order by name, valid_from desc`,
    [main.owner, main.region, [was, wanted], teamsOf(scope)],
  );
  const [former, next] = [was, wanted].map((name) => both.find((each) => each.name === name)?.configuration);
  if (!former || !next) return [];
  return diffConfigurations(former, next).filter(
    ({ field }) => !/(Name|Arn|CreationTime)$/.test(field) || /ModelName$/.test(field),
  );
}

/** What was asked for, beside the values that the resource had before, where a former version is stored. */
export async function getRequestDiff(scope: TeamScope, event: AuditEventRecord): Promise<RequestDiff> {
  const asked = flatFields(objectAt(recordOf(event) ?? {}, 'requestParameters'));
  const main = event.resources[0];
  const around = main ? await versions(scope, main, event.at - minuteMs / 2) : [];
  const before = around.find(({ isFormer }) => isFormer);
  const after = around.find(({ isFormer }) => !isFormer);
  const former = new Map([...flatFields(before?.configuration ?? {})].map(([field, value]) => [small(field), value]));
  const rows = [...asked].map(([field, value]): FieldDiff => {
    const was = former.get(small(field));
    return { field, after: value, ...(was === undefined ? (before ? {} : { before: value }) : { before: was }) };
  });
  if (!main || !before || event.result !== 'ok')
    return { rows: [...asked].map(([field, value]) => ({ field, before: value, after: value })), against: null, changes: [] };
  const wanted = asked.get('endpointConfigName') ?? null;
  const own = after && after.validFrom < event.at + hourMs ? diffConfigurations(before.configuration, after.configuration) : [];
  const repeated = new Set(rows.map(({ field }) => small(field)));
  const changes = [
    ...own.filter(({ field }) => !repeated.has(small(field))),
    ...(await pointedAt(scope, main, { before, wanted })),
  ];
  return { rows, against: { kind: main.kind, name: main.name, validFrom: before.validFrom }, changes };
}

export type Neighbour = {
  at: number;
  /** null: not a CloudTrail event but what the inventory or a service saw. */
  eventId: string | null;
  account: string;
  title: string;
  detail: string | null;
  isFailed: boolean;
};

const aroundMs = 10 * minuteMs;

/** Ten minutes before and after: the same person's events, and what happened to the same resource. Oldest first. */
export function listNeighbours(scope: TeamScope, team: string, event: AuditEventRecord): Promise<Neighbour[]> {
  const main = event.resources[0];
  return read<Neighbour>(
    scope,
    'neighbours',
    `select * from (
       select extract(epoch from e.at)::float8 * 1000 as at, e.event_id as "eventId", e.account, e.event_name as title,
         coalesce((select string_agg(distinct x.name, ', ') from audit_event_resource x where ${sameEvent}
             and ${ownedBy('x.owner, x.region, x.kind, x.name')}),
           regexp_replace(e.targets[1], '^.*[:/]', '')) as detail, e.result <> 'ok' as "isFailed"
       from audit_event e
       where e.at between $2 and $3 and ($1::text[] is null or ${ofTeam('$1')}) and ((e.who = ${nameBehind('$4')} and e.account = $5) or exists (select 1 from audit_event_resource x where ${sameEvent}
           and x.owner = $6 and x.region = $7 and x.kind = $8 and x.name = $9))
       union all
       select extract(epoch from a.at)::float8 * 1000, null, a.account, a.summary, a.cause, coalesce(a.status ~* 'fail', false)
       from activity a where a.at between $2 and $3 and a.account = $6 and a.region = $7 and a.kind = $8 and a.name = $9
         and ${ownedBy('a.account, a.region, a.kind, a.name')}
       union all
       select extract(epoch from v.valid_from)::float8 * 1000, null, v.account, 'seen by inventory', 'configuration changed', false
       from resource_version v where v.valid_from between $2 and $3 and v.account = $6 and v.region = $7 and v.kind = $8 and v.name = $9
         and ${ownedBy('v.account, v.region, v.kind, v.name')}
         and exists (select 1 from resource_version p where p.account = $6 and p.region = $7 and p.kind = $8 and p.name = $9 and p.valid_from < v.valid_from)
     ) n order by at limit 200`,
    [
      teamsOf(scope, team),
      toTime(event.at - aroundMs),
      toTime(event.at + aroundMs),
      event.who,
      event.account,
      main?.owner ?? null,
      main?.region ?? null,
      main?.kind ?? null,
      main?.name ?? null,
    ],
  );
}
