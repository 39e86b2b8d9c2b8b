import { type Db, transaction } from './transaction.ts';

type Expired = { events: number; resources: number; lastAt: Date | null };

/**
 * Deletes a batch of the oldest events that happened and came in before `before`, with the resources they name and what
 * rules found in them. So an old file that was
 * imported yesterday is not gone tomorrow. What another worker holds is left to it.
 * @param from where the batch before ended: what was passed over is not looked at again
 */
export async function expireEvents(db: Db, { before, from, most }: { before: Date; from: Date; most: number }): Promise<Expired> {
  return transaction(db, async (client) => {
    const { rows } = await client.query<Expired>(
      `with old as materialized (
         select account, event_id, at from audit_event where at >= $2 and at < $1 and received_at < $1
         order by at limit $3 for update skip locked
       ), links as (
         delete from audit_event_resource x using old where (x.account, x.event_id) = (old.account, old.event_id) returning 1
       ), found as (
         delete from detection x using old where (x.account, x.event_id) = (old.account, old.event_id) returning 1
       ), refused as (
         delete from denial x using old where (x.account, x.event_id) = (old.account, old.event_id) returning 1
       ), compared as (
         delete from guarded x using old where (x.account, x.event_id) = (old.account, old.event_id) returning 1
       ), gone as (
         delete from audit_event e using old where (e.account, e.event_id) = (old.account, old.event_id) returning e.at
       )
       select (select count(*) from gone)::int as events, (select count(*) from links)::int as resources,
         (select max(at) from gone) as "lastAt"`,
      [before, from, most],
    );
    return rows[0] ?? { events: 0, resources: 0, lastAt: null };
  });
}

/** Deletes a batch of unreadable records that came in before. */
export async function expireQuarantine({ pool }: Db, { before, most }: { before: Date; most: number }): Promise<number> {
  const { rowCount } = await pool.query(
    'delete from quarantine where id in (select id from quarantine where received_at < $1 limit $2 for update skip locked)',
    [before, most],
  );
  return rowCount ?? 0;
}
