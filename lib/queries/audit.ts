import { type AuditField, type AuditFilter, auditFieldNames, nothing } from '#lib/audit/filter.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { actionRow } from '#lib/catalog/audit-actions.ts';
import { auditExpressions, auditWhere } from './audit-where.ts';
import { type Whom, withoutOthers } from './person-names.ts';
import { type Ask, read, teamsOf } from './sql.ts';

/** The window in epoch ms, half open; the filter as the URL asks for it. */
export type AuditAsk = Pick<Ask, 'team'> & {
  from: number;
  to: number;
  filter: AuditFilter;
  whom?: Whom;
  /** Only what Trailwatch had received by then, epoch ms. */
  receivedBy?: number;
};

export type NamedResource = { kind: string; name: string; owner: string; region: string; team: string | null };

export type AuditRow = {
  account: string;
  eventId: string;
  at: number;
  region: string;
  eventSource: string;
  eventName: string;
  who: string;
  through: string | null;
  userType: string | null;
  result: string;
  errorCode: string | null;
  errorMessage: string | null;
  sourceIp: string | null;
  readOnly: boolean | null;
  targets: string[];
  /** Collected kinds that it names, the one acted on first. */
  resources: NamedResource[];
};

/** The columns of a row; of the resources that it names, those of the teams in a parameter. */
export const auditColumns = (
  teams: string,
): string => `e.account, e.event_id as "eventId", extract(epoch from e.at)::float8 * 1000 as at, e.region, e.event_source as "eventSource",
  e.event_name as "eventName", e.who, e.through, e.user_type as "userType", e.result, e.error_code as "errorCode",
  e.error_message as "errorMessage", e.source_ip as "sourceIp", e.read_only as "readOnly", e.targets,
  coalesce((select jsonb_agg(jsonb_build_object('kind', x.kind, 'name', x.name, 'owner', x.owner, 'region', x.region, 'team', r.team))
    from audit_event_resource x left join resource r on (r.account, r.region, r.kind, r.name) = (x.owner, x.region, x.kind, x.name)
    where x.account = e.account and x.event_id = e.event_id and (${teams}::text[] is null or r.team = any(${teams}))), '[]') as resources`;

/** What the event acted on goes first; the table has no order of its own. */
export function mainFirst(row: AuditRow): AuditRow {
  const kind = actionRow(row.eventName)?.kind;
  return {
    ...row,
    resources: row.resources.toSorted((a, b) => Number(b.kind === kind) - Number(a.kind === kind) || (a.name < b.name ? -1 : 1)),
  };
}

/** Where a page of events ends: "1795060812000.111122223333.b41e7d09-…". */
export type Cursor = string;

const cursorPattern = /^(\d{1,15})\.(\d{12})\.(.{1,128})$/s;

export type AuditPage = { rows: AuditRow[]; next: Cursor | null };

/** A page of events, newest first. A cursor that is none is the first page. */
export async function listAuditEvents(
  scope: TeamScope,
  ask: AuditAsk & { limit: number; cursor: Cursor | null },
): Promise<AuditPage> {
  const where = auditWhere({ teams: teamsOf(scope, ask.team), ...ask });
  const [, at, account, eventId] = cursorPattern.exec(ask.cursor ?? '') ?? [];
  if (at !== undefined) {
    where.values.push(new Date(Number(at)), eventId, account);
    const n = where.values.length;
    where.sql += ` and (e.at, e.event_id, e.account) < ($${n - 2}, $${n - 1}, $${n})`;
  }
  const teams = `$${where.values.push(teamsOf(scope, 'all'))}`;
  const rows = await read<AuditRow>(
    scope,
    null,
    `select ${auditColumns(teams)} from audit_event e where ${where.sql}
     order by e.at desc, e.event_id desc, e.account desc limit ${Math.floor(ask.limit) + 1}`,
    where.values,
  );
  const shown = rows.slice(0, ask.limit).map(mainFirst);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > ask.limit && last ? `${last.at}.${last.account}.${last.eventId}` : null };
}

export type AuditBucket = { at: number; ok: number; denied: number; failed: number };

const steps = [60, 300, 900, 3600, 3 * 3600, 6 * 3600, 86_400, 7 * 86_400];

/** Width of a bar in seconds, for at most 170 bars. */
export const bucketSeconds = (from: number, to: number): number =>
  steps.find((step) => (to - from) / 1000 / step <= 170) ?? Math.ceil((to - from) / 1000 / 170);

/** Matching events over the whole window by result; empty bars are left out. */
export async function listAuditBuckets(scope: TeamScope, ask: AuditAsk): Promise<AuditBucket[]> {
  const where = auditWhere({ teams: teamsOf(scope, ask.team), ...ask });
  const step = bucketSeconds(ask.from, ask.to);
  return read<AuditBucket>(
    scope,
    null,
    `select floor(extract(epoch from e.at) / ${step})::float8 * ${step * 1000} as at,
       count(*) filter (where e.result = 'ok')::int as ok, count(*) filter (where e.result = 'denied')::int as denied,
       count(*) filter (where e.result not in ('ok', 'denied'))::int as failed
     from audit_event e where ${where.sql} group by 1 order by 1`,
    where.values,
  );
}

export type AuditTotals = { stored: number; oldestAt: number | null; newestAt: number | null; quarantined: number };

/** All that is stored and visible, whatever the window and the filter. */
export async function getAuditTotals(scope: TeamScope, team: string): Promise<AuditTotals> {
  const where = auditWhere({ teams: teamsOf(scope, team), from: 0, to: 8e12, filter: { values: {}, on: [], text: [] } });
  const [row] = await read<AuditTotals>(
    scope,
    null,
    `select count(*)::int as stored, extract(epoch from min(e.at))::float8 * 1000 as "oldestAt", extract(epoch from max(e.at))::float8 * 1000 as "newestAt",
       (select count(*)::int from quarantine) as quarantined from audit_event e where ${where.sql}`,
    where.values,
  );
  return row ?? { stored: 0, oldestAt: null, newestAt: null, quarantined: 0 };
}

type FacetValue = { value: string; count: number };
export type AuditFacets = Record<AuditField, FacetValue[]>;

const perFacet = 60;

/** Values of each filter with their counts; a filter's own choice does not narrow its own list. People whom the reader may not follow are left out. */
export async function listAuditFacets(scope: TeamScope, ask: AuditAsk): Promise<AuditFacets> {
  const teams = teamsOf(scope, ask.team);
  const one = async (name: AuditField): Promise<FacetValue[]> => {
    const where = auditWhere({ teams, ...ask, without: name });
    return read<FacetValue>(
      scope,
      null,
      `select coalesce(nullif(${auditExpressions[name]}, ''), '${nothing}') as value, count(*)::int as count
       from audit_event e where ${where.sql} group by 1 order by 2 desc, 1 limit ${perFacet}`,
      where.values,
    );
  };
  const free = auditFieldNames.filter((name) => !ask.filter.values[name]);
  const [together, ...own] = await Promise.all([
    listFreeFacets(scope, ask, free),
    ...auditFieldNames.filter((name) => ask.filter.values[name]).map(async (name) => [name, await one(name)] as const),
  ]);
  const all = { ...together, ...Object.fromEntries(own) } as AuditFacets;
  const shown = await withoutOthers(
    scope,
    all.who.map(({ value }) => value),
    ask.whom ?? { own: '' },
  );
  return { ...all, who: all.who.filter(({ value }) => shown.has(value)) };
}

/** All filters without a choice share their condition, and so one pass over the events. */
async function listFreeFacets(scope: TeamScope, ask: AuditAsk, names: readonly AuditField[]): Promise<Partial<AuditFacets>> {
  if (names.length === 0) return {};
  const where = auditWhere({ teams: teamsOf(scope, ask.team), ...ask });
  const columns = names.map((name) => `coalesce(nullif(${auditExpressions[name]}, ''), '${nothing}') as ${name}`).join(', ');
  const rows = await read<{ field: AuditField; value: string; count: number }>(
    scope,
    null,
    `with matching as materialized (select ${columns} from audit_event e where ${where.sql}),
     counted as (
       select case ${names.map((name) => `when grouping(${name}) = 0 then '${name}'`).join(' ')} end as field,
         coalesce(${names.join(', ')}) as value, count(*)::int as count
       from matching group by grouping sets (${names.map((name) => `(${name})`).join(', ')}))
     select field, value, count from (select *, row_number() over (partition by field order by count desc, value) as place from counted) ranked
     where place <= ${perFacet} order by place`,
    where.values,
  );
  return Object.fromEntries(
    names.map((name) => [name, rows.filter(({ field }) => field === name).map(({ value, count }) => ({ value, count }))]),
  );
}
