import type { Cause } from '#lib/audit/unexplained/causes.ts';
import { asksForTheSame, type EventFacts, type EventVerdict, judgeEvent } from '#lib/audit/unexplained/event.ts';
import { graceMs } from '#lib/audit/unexplained/grace.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { inventoryEffects, looksAt } from '#lib/catalog/inventory-effects.ts';
import type { ResourceKind } from '#lib/catalog/resource-kinds.ts';
import { getAuditEvent, getRequestDiff } from './audit-event.ts';
import { sameEvent } from './audit-where.ts';
import { read, teamsOf, toTime } from './sql.ts';
import { mostUnexplained, type UnexplainedAsk } from './unexplained-changes.ts';
import { longestWindowMs } from './unexplained-window.ts';

/** An event that must show in the inventory, and what it acted on. Epoch ms. */
export type EffectEvent = {
  account: string;
  eventId: string;
  at: number;
  eventName: string;
  who: string;
  through: string | null;
  userType: string | null;
  /** Of the resource; the kind is the one that must show. */
  owner: string;
  region: string;
  kind: ResourceKind;
  named: string;
  name: string;
  /** null: the inventory does not hold it. */
  team: string | null;
};
export type UnconfirmedEvent = EffectEvent & { causes: Cause[] };

export type UnconfirmedEvents = {
  rows: UnconfirmedEvent[];
  /** Events of the window that must show: those that were compared, and those before the inventory looked for the first time. */
  checked: number;
  unwatched: number;
  /** Of those that were compared, how many may still show. */
  due: number;
  hasMore: boolean;
};

const effects = Object.entries(inventoryEffects).map(([name, row]) => ({ name, ...row, ...looksAt(row.kind) }));
const effectColumns = [
  effects.map(({ name }) => name),
  effects.map(({ kind }) => kind),
  effects.map(({ effect }) => effect),
  effects.map(({ named }) => named.join(' ')),
  effects.map(({ looker }) => looker),
  effects.map(({ operations }) => operations.join(' ')),
];

/** A resource that a record names, as the inventory calls it: what is scaled stands in the names of its targets and policies. */
const heldNames = `case when f.kind in ('scaling_target', 'scaling_policy') then (
    select array_agg(r.name) from resource r where (r.account, r.region, r.kind) = (x.owner, x.region, f.kind)
      and r.parent = x.kind || '/' || x.name)
  else array[x.name] end`;

/** Runs of the collector that looks at the kind, in the place of the resource. */
const runs = `run where (run.account, run.region) = (t.owner, t.region) and collector = t.looker and purpose = 'live'`;
const sawAll = `status in ('ok', 'partial') and coalesce((counts ->> 'left')::int, 0) = 0
  and not exists (select from run_failure_seen f where f.run_id = run.id and f.operation = any(t.operations))`;

const key = '(t.owner, t.region, t.kind)';
/** An event is told by whole seconds, and clocks differ. */
const [justBefore, aWhileBefore] = [`t.at - interval '2 minutes'`, `t.at - interval '5 minutes'`];

/** What the inventory saw of the resource, from shortly before the event to the end of the look that is due. */
const evidence = `
  select v.valid_from as at, 'version' as by from resource_version v where (v.account, v.region, v.kind) = ${key} and v.name = any(t.names)
    and t.effect in ('created', 'changed', 'set') and v.valid_from between ${justBefore} and w.until
  union all
  select r.created_at, 'creation' from resource r where (r.account, r.region, r.kind) = ${key} and r.name = any(t.names)
    and t.effect in ('created', 'set') and r.created_at between ${aWhileBefore} and t.at + interval '15 minutes'
  union all
  select r.first_seen_at, 'first_sight' from resource r where (r.account, r.region, r.kind) = ${key} and r.name = any(t.names)
    and t.effect <> 'deleted' and r.first_seen_at between t.at and w.until
  union all
  select a.at, case a.type when 'deployment' then 'deployment' else 'modification' end from activity a
    where (a.account, a.region, a.kind) = ${key} and a.name = any(t.names) and a.type in ('deployment', 'modified')
      and t.effect in ('changed', 'set', 'status') and a.at between ${justBefore} and w.until
  union all
  select r.ended_at, 'end' from resource r where (r.account, r.region, r.kind) = ${key} and r.name = any(t.names)
    and t.effect = 'status' and r.ended_at between ${aWhileBefore} and w.until
  union all
  select coalesce((select max(r.deleted_at) from resource r where (r.account, r.region, r.kind) = ${key} and r.name = any(t.names)), t.at), 'deletion'
    where t.effect = 'deleted' and t.seen_at is not null and not exists (select from resource r
      where (r.account, r.region, r.kind) = ${key} and r.name = any(t.names)
        and (r.deleted_at is null or r.deleted_at > w.until) and coalesce(r.created_at, r.first_seen_at) < t.at)`;

/** A later call on the same resource, before the inventory looked. */
const followed = `select g.effect from audit_event_resource y join audit_event n on (n.at, n.key, n.account) = (y.at, y.key, y.account)
  join effect g on g.name = n.event_name and g.kind = t.kind
  where (y.owner, y.region, y.kind, y.name) = (t.owner, t.region, t.named, t.name) and n.event_id <> t.event_id and n.result = 'ok'
    and y.at > t.at and y.at <= w.until order by (g.effect = 'deleted') desc, y.at limit 1`;

const acted = `
  select e.account, e.event_id, e.at, e.event_name, e.who, e.through, e.user_type, x.owner, x.region, x.kind as named, x.name,
    f.kind, f.effect, f.looker, string_to_array(f.operations, ' ') as operations, ${heldNames} as names
  from audit_event e join effect f on f.name = e.event_name
  join audit_event_resource x on ${sameEvent} and x.kind = any(string_to_array(f.named, ' '))
  where e.event_name = any($4) and e.result = 'ok' and e.read_only is distinct from true`;

/** A reader of some teams is told of their resources alone: of another's it cannot be told whether they show. */
const visible = `($1::text[] is null or exists (select from resource r where (r.account, r.region, r.kind) = ${key} and r.name = any(t.names) and r.team = any($1)))`;

const compared = (which: string): string => `
  with effect as (select * from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
    as f (name, kind, effect, named, looker, operations)),
  acted as materialized (${acted} and ${which}),
  timed as (select t.*, look.ended_at as looked_at, look.started_at as seen_at,
      exists (select from ${runs} and status in ('ok', 'partial') and started_at < t.at) as watched
    from acted t left join lateral (select started_at, ended_at from ${runs} and started_at >= t.at and ended_at <= $3 and ${sawAll}
      order by started_at limit 1) look on true
    where ${visible}),
  shown as materialized (
    select distinct on (t.account, t.event_id) t.*, w.until, s.at as shown_at, s.by as shown_by
    from timed t cross join lateral (select greatest(t.at + interval '${graceMs / 1000} seconds', coalesce(t.looked_at, $3)) as until) w
    left join lateral (select at, by from (${evidence}) one where at is not null order by at limit 1) s on true
    order by t.account, t.event_id, s.at nulls last)`;

const columns = `w.account, w.event_id as "eventId", extract(epoch from w.at)::float8 * 1000 as at, w.event_name as "eventName", w.who, w.through,
  w.user_type as "userType", w.owner, w.region, w.kind, w.named, w.name, w.effect, w.watched as "isWatched",
  extract(epoch from w.looked_at)::float8 * 1000 as "lookedAt", extract(epoch from w.shown_at)::float8 * 1000 as "shownAt", w.shown_by as "shownBy",
  (select min(r.team) from resource r where (r.account, r.region, r.kind) = (w.owner, w.region, w.kind) and r.name = any(w.names)) as team,
  exists (select from resource r where (r.account, r.region, r.kind) = (w.owner, w.region, w.kind) and r.name = any(w.names)) as "isHeld",
  exists (select from run join run_failure_seen f on f.run_id = run.id where (run.account, run.region) = (w.owner, w.region) and run.collector = w.looker
    and run.started_at >= w.at and run.started_at <= w.until and f.operation = any(w.operations)) as "hasFailedLook",
  (${followed.replaceAll('t.', 'w.')}) as "followedBy"`;

type Row = EffectEvent & Omit<EventFacts, 'isSame'>;
type Counted = { checked: number; unwatched: number } & (Row | { [K in keyof Row]: null });

/** Requests are read one by one, each with what was there before; of more than so many it is not asked what they asked for. */
const mostCompared = 50;

async function asksNothingNew(scope: TeamScope, team: string, row: Row): Promise<boolean | null> {
  if (row.effect !== 'changed' && row.effect !== 'set') return null;
  const { rows, against } = await getRequestDiff(scope, await getAuditEvent(scope, { ...row, team }));
  return asksForTheSame(rows, against !== null);
}

async function judged(scope: TeamScope, { team, now }: { team: string; now: number }, row: Row): Promise<EventVerdict> {
  const verdict = judgeEvent({ ...row, isSame: null }, now);
  if (verdict.state !== 'unconfirmed') return verdict;
  return judgeEvent({ ...row, isSame: await asksNothingNew(scope, team, row) }, now);
}

/**
 * Events of the window (its newest month) that must show in the inventory and do not, newest first, at most 500.
 * A reader of some teams is told of events on their resources.
 */
export async function listUnconfirmedEvents(scope: TeamScope, ask: UnexplainedAsk): Promise<UnconfirmedEvents> {
  const rows = await read<Counted>(
    scope,
    null,
    `${compared('e.at >= $2 and e.at < $10')},
     listed as (select * from shown where shown_at is null and watched order by at desc, event_id limit $11)
     select (select count(*) from shown where watched)::int as checked, (select count(*) from shown where not watched)::int as unwatched, ${columns}
     from (select) one left join listed w on true order by w.at desc, w.event_id`,
    [
      ...[teamsOf(scope, ask.team), toTime(Math.max(ask.from, ask.to - longestWindowMs)), toTime(ask.now), ...effectColumns],
      ...[toTime(ask.to), mostUnexplained + 1],
    ],
  );
  const { checked = 0, unwatched = 0 } = rows[0] ?? {};
  const found = rows.flatMap((row) => (row.account === null ? [] : [row as Row & Counted]));
  const verdicts = await Promise.all(
    found.map((row, index) =>
      index < mostCompared ? judged(scope, ask, row) : Promise.resolve(judgeEvent({ ...row, isSame: null }, ask.now)),
    ),
  );
  const unconfirmed = found.flatMap((row, index): UnconfirmedEvent[] => {
    const verdict = verdicts[index];
    return verdict?.state === 'unconfirmed' ? [{ ...told(row), causes: verdict.causes }] : [];
  });
  return {
    rows: unconfirmed.slice(0, mostUnexplained),
    ...{ checked, unwatched, due: verdicts.filter((one) => one.state === 'due').length },
    hasMore: found.length > mostUnexplained,
  };
}

const told = ({
  account,
  eventId,
  at,
  eventName,
  who,
  through,
  userType,
  owner,
  region,
  kind,
  named,
  name,
  team,
}: Row): EffectEvent => ({
  ...{ account, eventId, at, eventName, who, through, userType, owner, region, kind, named, name, team },
});

export type EventConfirmation = EffectEvent & { verdict: EventVerdict };

/** What the inventory says of one event; null where it cannot show, or not to this reader. */
export async function findConfirmation(
  scope: TeamScope,
  { team, account, eventId, now }: { team: string; account: string; eventId: string; now: number },
): Promise<EventConfirmation | null> {
  const [row] = await read<Row>(
    scope,
    'confirmation of an event',
    `${compared('e.account = $2 and e.key = audit_key($10)')} select ${columns} from shown w`,
    [teamsOf(scope, team), account, toTime(now), ...effectColumns, eventId],
  );
  return row ? { ...told(row), verdict: await judged(scope, { team, now }, row) } : null;
}
