import { openBlock } from '#lib/audit/blocks.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { type AuditRow, auditColumns, mainFirst } from './audit.ts';
import { ofTeam } from './audit-where.ts';
import { withPseudonyms } from './pseudonyms.ts';
import { read, rowsWithNames, teamsOf } from './sql.ts';

export type EventKey = Pick<AuditRow, 'account' | 'eventId'>;

const accounts = (keys: readonly EventKey[]): string[] => keys.map(({ account }) => account);
const ids = (keys: readonly EventKey[]): string[] => keys.map(({ eventId }) => eventId);

type Placed = { nth: number; block: string; position: number; data: Buffer | null };

/**
 * The records of events, each byte for byte as delivered but for people under pseudonyms, in the order asked; undefined for one that the
 * scope does not see. Blocks hold records of many teams: which of them may be cut out, the wall said of each event.
 */
export async function listAuditRecords(scope: TeamScope, keys: readonly EventKey[]): Promise<(string | undefined)[]> {
  const placed = await rowsWithNames<Placed>(
    scope,
    { byKey: 'audit records' },
    `select k.nth::int as nth, e.month || ' ' || e.block as block, e.position,
       case when row_number() over (partition by e.month, e.block order by k.nth) = 1 then e.data end as data
     from unnest($1::text[], $2::text[]) with ordinality as k (account, event_id, nth)
     join audit_record e on e.key = audit_key(k.event_id) and e.account = k.account
     where $3::text[] is null or ${ofTeam('$3')} order by k.nth`,
    [accounts(keys), ids(keys), teamsOf(scope)],
  );
  const blocks = new Map(placed.flatMap(({ block, data }) => (data ? [[block, openBlock(data)] as const] : [])));
  const places = new Map(placed.map((one) => [one.nth - 1, one]));
  return withPseudonyms(
    scope,
    keys.map(({ eventId }, index) => {
      const place = places.get(index);
      return place && blocks.get(place.block)?.(place.position, eventId);
    }),
  );
}

/** How an event came, and what is known of the log file that its bytes are of. */
export type DeliveredRow = AuditRow & { source: string; logFile: string | null; verdict: string | null };

/** The rows of these events, in any order; those that the scope does not see, or that are gone, are not among them. */
export async function listDelivered(scope: TeamScope, keys: readonly EventKey[]): Promise<DeliveredRow[]> {
  const rows = await read<DeliveredRow>(
    scope,
    { byKey: 'audit rows by key' },
    `select ${auditColumns('$3')}, e.source, f.key as "logFile", f.verdict from unnest($1::text[], $2::text[]) as k (account, event_id)
     join audit_event e on e.key = audit_key(k.event_id) and e.account = k.account
     left join audit_file f on f.id = e.file where ($3::text[] is null or ${ofTeam('$3')})`,
    [accounts(keys), ids(keys), teamsOf(scope)],
  );
  return rows.map((row) => ({ ...row, ...mainFirst(row) }));
}
