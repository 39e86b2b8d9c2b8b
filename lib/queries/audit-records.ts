import type { TeamScope } from '#lib/auth/scope.ts';
import { type AuditRow, auditColumns, mainFirst } from './audit.ts';
import { ofTeam } from './audit-where.ts';
import { read, teamsOf } from './sql.ts';

export type EventKey = Pick<AuditRow, 'account' | 'eventId'>;

/** The text of a record as getAuditEvent gives it: as delivered, with pseudonyms where people are hidden. */
export type AuditRecordText = EventKey & { record: string };

const accounts = (keys: readonly EventKey[]): string[] => keys.map(({ account }) => account);
const ids = (keys: readonly EventKey[]): string[] => keys.map(({ eventId }) => eventId);
const keyed = `unnest($1::text[], $2::text[]) as k (account, event_id)
  join audit_event e on (e.account, e.event_id) = (k.account, k.event_id)`;

/** The records of these events, in any order; those that the scope does not see, or that are gone, are not among them. */
export const listAuditRecords = (scope: TeamScope, keys: readonly EventKey[]): Promise<AuditRecordText[]> =>
  read(
    scope,
    'audit records',
    `select e.account, e.event_id as "eventId", e.record from ${keyed} where ($3::text[] is null or ${ofTeam('$3')})`,
    [accounts(keys), ids(keys), teamsOf(scope)],
  );

/** How an event came, and what is known of the log file that its bytes are of. */
export type DeliveredRow = AuditRow & { source: string; logFile: string | null; verdict: string | null };

/** The rows of these events, in any order, as listAuditRecords. */
export async function listDelivered(scope: TeamScope, keys: readonly EventKey[]): Promise<DeliveredRow[]> {
  const rows = await read<DeliveredRow>(
    scope,
    'audit rows by key',
    `select ${auditColumns('$3')}, e.source, f.key as "logFile", f.verdict
     from ${keyed} left join audit_file f on f.id = e.file where ($3::text[] is null or ${ofTeam('$3')})`,
    [accounts(keys), ids(keys), teamsOf(scope)],
  );
  return rows.map((row) => ({ ...row, ...mainFirst(row) }));
}
