import { saveAuditEvents } from './audit.ts';
import type { AuditSource } from './audit-rows.ts';
import type { Db } from './transaction.ts';

type Former = { account: string; event_id: string; raw: string; source: AuditSource; file: number | null; received_at: Date };

const most = 1000;

/** A batch. They are stored first and deleted then: what a worker dies over is known the next time. @returns how many were moved */
async function moveSome(db: Db): Promise<number> {
  const { rows } = await db.pool.query<Former>(
    `select account, event_id, record as raw, source, file, received_at from audit_event_former order by account, event_id limit $1`,
    [most],
  );
  if (rows.length === 0) return 0;
  for (const [time, same] of Map.groupBy(rows, ({ received_at: at }) => at.getTime())) {
    const deliveries = same.map(({ account, raw, source, file }) => ({
      account,
      raw,
      source,
      ...(file === null ? {} : { file }),
    }));
    await saveAuditEvents(db, deliveries, new Date(time));
  }
  await db.pool.query(
    'delete from audit_event_former using unnest($1::text[], $2::text[]) as m (a, e) where (account, event_id) = (m.a, m.e)',
    [rows.map(({ account }) => account), rows.map(({ event_id: id }) => id)],
  );
  return rows.length;
}

/** Moves events from the table of before into the store, until none are left. */
export async function moveFormerEvents(db: Db, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await moveSome(db)) > 0);
}
