import { unpackBlock } from '#lib/audit/blocks.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { ofTeam } from './audit-where.ts';
import { withPseudonyms } from './pseudonyms.ts';
import { rowsWithNames, teamsOf, toTime } from './sql.ts';

/** An event by its key; `at` in epoch ms. */
export type EventKey = { account: string; eventId: string; at: number };

type Placed = { nth: number; block: string; position: number; data: Buffer | null };

/**
 * The records of events, each byte for byte as delivered but for people under pseudonyms, in the order asked; undefined for one that the
 * scope does not see. Blocks hold records of many teams: which of them may be cut out, the wall said of each event.
 */
export async function listAuditRecords(scope: TeamScope, keys: readonly EventKey[]): Promise<(string | undefined)[]> {
  const placed = await rowsWithNames<Placed>(
    scope,
    'audit records',
    `select k.nth::int as nth, e.month || ' ' || e.block as block, e.position,
       case when row_number() over (partition by e.month, e.block order by k.nth) = 1 then e.data end as data
     from unnest($1::text[], $2::text[], $3::timestamptz[]) with ordinality as k (account, event_id, at, nth)
     join audit_record e on (e.at, e.key) = (k.at, audit_key(k.event_id)) and e.account = k.account
     where $4::text[] is null or ${ofTeam('$4')} order by k.nth`,
    [keys.map(({ account }) => account), keys.map(({ eventId }) => eventId), keys.map(({ at }) => toTime(at)), teamsOf(scope)],
  );
  const blocks = new Map(placed.flatMap(({ block, data }) => (data ? [[block, unpackBlock(data)] as const] : [])));
  const records = new Map(placed.map(({ nth, block, position }) => [nth - 1, blocks.get(block)?.[position]]));
  return withPseudonyms(
    scope,
    keys.map((_, index) => records.get(index)),
  );
}
