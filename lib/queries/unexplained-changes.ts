import type { Cause } from '#lib/audit/unexplained/causes.ts';
import { type ChangeFacts, type ChangeKind, judgeChange } from '#lib/audit/unexplained/change.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { hourStateIds } from '#lib/catalog/hour-states.ts';
import { type Effect, effectKinds, effectRow, explainersOf, looksAt, mayChange } from '#lib/catalog/inventory-effects.ts';
import { type AuditCoverage, listAuditCoverage } from './audit-coverage.ts';
import { sameEvent } from './audit-where.ts';
import { type Ask, read, teamsOf, toTime } from './sql.ts';
import { longestWindowMs, subjectNames } from './unexplained-window.ts';

/** A change that the inventory saw and no event explains. Epoch ms. */
export type UnexplainedChange = {
  account: string;
  region: string;
  kind: string;
  name: string;
  team: string;
  at: number;
  what: ChangeKind;
  /** The event may still come; an hour after the change it is unexplained. */
  isAwaited: boolean;
  causes: Cause[];
};

export type UnexplainedChanges = {
  rows: UnexplainedChange[];
  /** Changes of the window that were compared with events, and those of times of which no events are known. */
  checked: number;
  unjudged: number;
  hasMore: boolean;
};

export const mostUnexplained = 500;

const effectsOf: Record<ChangeKind, readonly Effect[]> = {
  created: ['created', 'set'],
  changed: ['changed', 'set', 'created'],
  deleted: ['deleted'],
};

const may = effectKinds.flatMap(mayChange);
/** "endpoint changed endpoint UpdateEndpoint": what can explain what, by a record that names which kind. */
const explanations = effectKinds.flatMap((kind) => [
  ...mayChange(kind).map((name) => `${kind} changed ${kind} ${name}`),
  ...(['created', 'changed', 'deleted'] as const).flatMap((what) =>
    explainersOf(kind, effectsOf[what]).flatMap((name) =>
      (effectRow(name)?.named ?? []).map((named) => `${kind} ${what} ${named} ${name}`),
    ),
  ),
]);
const badHours = hourStateIds.filter((id) => !['verified', 'not-yet-due', 'backfilled'].includes(id));

type Key = { account: string; region: string; kind: string; name: string };
export type UnexplainedAsk = Pick<Ask, 'team' | 'now'> & { from: number; to: number };

const only = (of: string): string =>
  `($12::text is null or (${of}.account, ${of}.region, ${of}.kind, ${of}.name) = ($12, $13, $14, $15))`;

const began = `v.valid_from >= $2 and v.valid_from < $3`;
const ofResource = '(r.account, r.region, r.kind, r.name)';

/** Versions that began in the window, found by that; of a team, by its resources, because PostgreSQL asks of each version whose it is. */
const versions = {
  all: `resource_version v join resource r on ${ofResource} = (v.account, v.region, v.kind, v.name)
    where ${began} and v.kind = any($4) and ${only('v')}`,
  team: `resource r cross join lateral (
      select v.valid_from from resource_version v where (v.account, v.region, v.kind, v.name) = ${ofResource} and ${began} offset 0) v
    where r.team = any($1) and r.kind = any($4) and ${only('r')}`,
};

/** With them, resources that were found to be gone in it. */
const seen = (found: string): string => `
  select m.*, former.valid_from as former_from, case when former.valid_to >= m.at then 'changed' else 'created' end as what
  from (select r.account, r.region, r.kind, r.name, r.team, r.parent, v.valid_from as at from ${found}) m
  left join lateral (select p.valid_from, p.valid_to from resource_version p
    where (p.account, p.region, p.kind, p.name) = (m.account, m.region, m.kind, m.name) and p.valid_from < m.at
    order by p.valid_from desc limit 1) former on true
  union all
  select r.account, r.region, r.kind, r.name, r.team, r.parent, r.deleted_at, null, 'deleted' from resource r
  where r.deleted_at >= $2 and r.deleted_at < $3 and r.kind = any($4) and ($1::text[] is null or r.team = any($1)) and ${only('r')}`;

/** Of each, since when a call may have done it: the look before it is the earliest that could not have seen it yet. */
const judged = `
  select s.*, n.names, n.named, case s.what
      when 'changed' then greatest(s.former_from - interval '1 minute', least(s.at, look.at) - interval '12 hours')
      when 'created' then least(s.at, look.at) - interval '1 hour'
      else least(s.at, look.at) - interval '12 hours' end as since, least(s.at, look.at) - interval '15 minutes' as lately
  from seen s join place p on (p.account, p.region) = (s.account, s.region) and s.at >= p.since
  join looker k on k.kind = s.kind
  cross join lateral (select ${subjectNames('s.kind', 's.name')}) n
  left join lateral (select started_at as at from run where (run.account, run.region) = (s.account, s.region) and collector = k.looker
    and purpose = 'live' and status in ('ok', 'partial') and started_at < s.at - interval '1 second' order by started_at desc limit 1) look on true`;

/** What is deleted with the resource that holds it needs no call of its own. */
const goesWithHolder = `c.what = 'deleted' and exists (select from resource h
  where (h.account, h.region, h.kind, h.name) = (c.account, c.region, split_part(c.parent, '/', 1), substr(c.parent, strpos(c.parent, '/') + 1))
    and h.deleted_at between c.at - interval '1 hour' and c.at + interval '1 hour')`;

const explained = `exists (select from audit_event_resource x join audit_event e on ${sameEvent}
  where (x.owner, x.region) = (c.account, c.region) and x.kind = any(c.named) and x.name = any(c.names)
    and x.at > case when e.event_name = any($17) then c.lately else c.since end and x.at <= c.at + interval '15 minutes' and e.result = 'ok'
    and c.kind || ' ' || c.what || ' ' || x.kind || ' ' || e.event_name = any($10))`;

const statement = (found: string): string => `
  with place as (select * from unnest($5::text[], $6::text[], $7::timestamptz[]) as p (account, region, since)),
  looker as (select * from unnest($8::text[], $9::text[]) as k (kind, looker)),
  seen as materialized (${seen(found)}), judged as materialized (${judged}),
  listed as (select c.* from judged c where not (${goesWithHolder}) and not ${explained}
    order by c.at desc, c.account, c.region, c.kind, c.name limit $16)
  select (select count(*) from judged)::int as checked, (select count(*) from seen)::int as total,
    l.account, l.region, l.kind, l.name, l.team, l.what, extract(epoch from l.at)::float8 * 1000 as at,
    (select h.state from trail_hour h where (h.account, h.region) = (l.account, l.region) and h.hour = date_trunc('hour', l.at)
      and h.state = any($11) order by array_position($11, h.state) limit 1) as hour,
    exists (select from trail t where t.stopped_at <= l.at and coalesce(t.started_at <= t.stopped_at or t.started_at > l.at, true)
      and (t.is_organization or t.account = l.account) and (t.is_multi_region or t.region = l.region)) as "isTrailOff",
    exists (select from activity a where (a.account, a.region, a.kind, a.name) = (l.account, l.region, l.kind, l.name)
      and a.type in ('scaling', 'deployment') and a.at between l.at - interval '30 minutes' and l.at + interval '5 minutes') as "isServiceAtWork"
  from (select) one left join listed l on true order by l.at desc, l.account, l.region, l.kind, l.name`;

type Row = Key & Pick<ChangeFacts, 'at' | 'hour' | 'isTrailOff' | 'isServiceAtWork'> & Pick<UnexplainedChange, 'team' | 'what'>;
type Counted = { checked: number; total: number } & (Row | { [K in keyof Row]: null });

const known = (coverage: readonly AuditCoverage[]) =>
  coverage.flatMap(({ account, region, completeFrom }) => (completeFrom === null ? [] : [{ account, region, completeFrom }]));

function verdictOn(row: Row, coverage: readonly AuditCoverage[], now: number): UnexplainedChange[] {
  const { hour, isTrailOff, isServiceAtWork, ...change } = row;
  const place = coverage.find(({ account, region }) => account === row.account && region === row.region);
  const { completeFrom = null, completeTo = null, blocked = null } = place ?? {};
  const facts = { ...row, completeFrom, completeTo, blocked: blocked?.word ?? null };
  const verdict = judgeChange(facts, now);
  if (verdict.state === 'unjudged') return [];
  const causes = verdict.state === 'unexplained' ? verdict.causes : [];
  return [{ ...change, isAwaited: verdict.state === 'awaited', causes }];
}

/**
 * Changes of the window (its newest month) that no event explains, newest first, at most 500: what was made, changed or deleted of kinds that
 * only a logged call can touch, where events of then are known.
 */
export async function listUnexplainedChanges(scope: TeamScope, ask: UnexplainedAsk & { key?: Key }): Promise<UnexplainedChanges> {
  const coverage = await listAuditCoverage(scope, ask.now);
  const places = known(coverage);
  const { account = null, region = null, kind = null, name = null } = ask.key ?? {};
  const teams = teamsOf(scope, ask.team);
  const rows = await read<Counted>(scope, null, statement(teams === null ? versions.all : versions.team), [
    ...[teams, toTime(Math.max(ask.from, ask.to - longestWindowMs)), toTime(ask.to), effectKinds],
    ...[places.map((one) => one.account), places.map((one) => one.region), places.map((one) => toTime(one.completeFrom))],
    ...[effectKinds, effectKinds.map((one) => looksAt(one).looker), explanations, badHours],
    ...[account, region, kind, name, mostUnexplained + 1, may],
  ]);
  const { checked = 0, total = 0 } = rows[0] ?? {};
  const found = rows.flatMap(({ checked: _, total: __, ...row }) =>
    row.account === null ? [] : verdictOn(row as Row, coverage, ask.now),
  );
  return { rows: found.slice(0, mostUnexplained), checked, unjudged: total - checked, hasMore: found.length > mostUnexplained };
}

/** Those that stand between events: what was just made or deleted is told by its event in a moment. */
export const amongEvents = ({ rows }: UnexplainedChanges): UnexplainedChange[] =>
  rows.filter(({ isAwaited, what }) => !isAwaited || what === 'changed');
