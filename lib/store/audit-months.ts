import type { Pool } from 'pg';
import { type Db, transaction } from './transaction.ts';

const made = new WeakMap<Pool, Set<string>>();

let last = { from: 0, to: 0, month: '' };

/** "2026-11-01": the month of a moment, in UTC. Most are asked for after others of the same. */
export function monthOf(at: number): string {
  if (at >= last.from && at < last.to) return last.month;
  const day = new Date(at);
  const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()];
  last = { from: Date.UTC(year, month), to: Date.UTC(year, month + 1), month: `${day.toISOString().slice(0, 7)}-01` };
  return last.month;
}

/** Makes the months that events fall on, in a transaction of its own: see `ensureSampleDays`. */
export async function ensureAuditMonths(db: Db, moments: Iterable<number>): Promise<void> {
  const known = made.get(db.pool) ?? new Set();
  made.set(db.pool, known);
  const months = new Set<string>();
  for (const at of moments) months.add(monthOf(at));
  const missing = [...months].filter((month) => !known.has(month)).toSorted();
  if (missing.length === 0) return;
  await transaction(db, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtext('audit months'))`);
    await client.query('select ensure_audit_months($1)', [missing]);
  });
  for (const month of missing) known.add(month);
}

/** Drops the months that ended and came in before. @returns events, and words that no event says any more */
export async function dropAuditMonths(db: Db, before: Date): Promise<{ events: number; words: number }> {
  made.delete(db.pool);
  return transaction(db, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtext('audit months'))`);
    const { rows } = await client.query<{ events: string }>('select drop_audit_months($1) as events', [before]);
    const events = Number(rows[0]?.events ?? 0);
    if (events === 0) return { events, words: 0 };
    const { rows: swept } = await client.query<{ words: string }>('select sweep_audit_words() as words');
    return { events, words: Number(swept[0]?.words ?? 0) };
  });
}

/** Of what changed hands only the newest counts; the sweeping leaves one newer, so that number and newest are never again what they were. */
export const sweepOwnership = ({ pool }: Db) =>
  pool.query(
    `with gone as (delete from ownership_change where id < (select max(id) from ownership_change) returning id)
     insert into ownership_change select nextval('ownership_change_id_seq') where exists (select from gone)`,
  );
