import type { DetectionFilter } from '#lib/audit/detections/filter.ts';
import type { Found, Severity } from '#lib/audit/detections/rule.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { type AuditRow, auditColumns, mainFirst } from './audit.ts';
import { ofDetection, ofTeam } from './audit-where.ts';
import { type Ask, read, teamsOf, toTime } from './sql.ts';

/** The window in epoch ms, half open. */
export type DetectionAsk = Pick<Ask, 'team'> & { from: number; to: number; filter: DetectionFilter };

export type Detection = {
  rule: string;
  severity: Severity;
  /** What it was about, where the record names it better than its targets. */
  object: string | null;
  found: Found;
};
/** A detection with the event that it was found in. `key` tells those of one event and rule apart. */
export type DetectionRow = AuditRow & Detection & { key: string };

/** What a rule rests on may hold names of people, which no URL should. */
const key = 'md5(d.basis)';
const columns = `d.rule, d.severity, d.object, d.found, ${key} as key`;

type Where = { sql: string; values: unknown[] };

/** The condition over `detection d` and its `audit_event e`: whoever sees the event sees what was found in it. */
function detectionWhere(scope: TeamScope, { team, from, to, filter }: DetectionAsk): Where {
  const values: unknown[] = [toTime(from), toTime(to)];
  const parts = ['d.at >= $1', 'd.at < $2'];
  const teams = teamsOf(scope, team);
  if (teams) parts.push(ofTeam(`$${values.push(teams)}`));
  if (filter.rules.length > 0) parts.push(`d.rule = any($${values.push(filter.rules)}::text[])`);
  if (filter.severities.length > 0) parts.push(`d.severity = any($${values.push(filter.severities)}::text[])`);
  return { sql: parts.join(' and '), values };
}

const source = `detection d join audit_event e on ${ofDetection}`;

/** For who sees every event: each detection has its own, and none need be looked up. */
const alone = 'detection d';

/** Where a page ends: time, account, rule, key and event. */
export const detectionCursor = /^(\d{1,15})\.(\d{12})\.(\w{1,64})\.([\da-f]{32})\.(.{1,128})$/s;

export type DetectionPage = { rows: DetectionRow[]; next: string | null };

/** A page of detections, newest first. A cursor that is none is the first page. */
export async function listDetections(
  scope: TeamScope,
  ask: DetectionAsk & { limit: number; cursor: string | null /** See AuditAsk. */; receivedBy?: number },
): Promise<DetectionPage> {
  const where = detectionWhere(scope, ask);
  if (ask.receivedBy !== undefined) where.sql += ` and e.received_at <= $${where.values.push(toTime(ask.receivedBy))}`;
  const [, at, account, rule, basis, eventId] = detectionCursor.exec(ask.cursor ?? '') ?? [];
  if (at !== undefined) {
    where.values.push(toTime(Number(at)), eventId, account, rule, basis);
    const n = where.values.length;
    where.sql += ` and (d.at, d.event_id, d.account, d.rule, ${key}) < ($${n - 4}, $${n - 3}, $${n - 2}, $${n - 1}, $${n})`;
  }
  const teams = `$${where.values.push(teamsOf(scope, 'all'))}`;
  const rows = await read<DetectionRow>(
    scope,
    null,
    `select ${auditColumns(teams)}, ${columns} from ${source} where ${where.sql}
     order by d.at desc, d.event_id desc, d.account desc, d.rule desc, ${key} desc limit ${Math.floor(ask.limit) + 1}`,
    where.values,
  );
  const shown = rows.slice(0, ask.limit).map((row) => ({ ...row, ...mainFirst(row) }));
  const last = shown.at(-1);
  const next = rows.length > ask.limit && last ? `${last.at}.${last.account}.${last.rule}.${last.key}.${last.eventId}` : null;
  return { rows: shown, next };
}

export type DetectionCount = { rule: string; severity: Severity; count: number };

/** How many of each rule and severity the window holds, whatever is filtered by. */
export function countDetections(scope: TeamScope, ask: Omit<DetectionAsk, 'filter'>): Promise<DetectionCount[]> {
  const where = detectionWhere(scope, { ...ask, filter: { rules: [], severities: [] } });
  return read<DetectionCount>(
    scope,
    null,
    `select d.rule, d.severity, count(*)::int as count from ${teamsOf(scope, ask.team) === null ? alone : source} where ${where.sql} group by 1, 2 order by 3 desc, 1, 2`,
    where.values,
  );
}

/** When the newest detection happened, epoch ms, whatever the window; null where there is none. */
export async function findNewestDetection(scope: TeamScope, team: string): Promise<number | null> {
  const [row] = await read<{ at: number }>(
    scope,
    'newest detection',
    `select extract(epoch from d.at)::float8 * 1000 as at from ${source} where ($1::text[] is null or ${ofTeam('$1')}) order by d.at desc limit 1`,
    [teamsOf(scope, team)],
  );
  return row?.at ?? null;
}

/** What the rules found in one event that the scope sees. */
export function listEventDetections(
  scope: TeamScope,
  team: string,
  event: Pick<AuditRow, 'account' | 'eventId'>,
): Promise<(Detection & { key: string })[]> {
  return read(
    scope,
    'detections of an event',
    `select ${columns} from ${source} where d.account = $2 and d.event_id = $3 and ($1::text[] is null or ${ofTeam('$1')}) order by d.rule, d.basis`,
    [teamsOf(scope, team), event.account, event.eventId],
  );
}
