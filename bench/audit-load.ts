import type { Database } from '#lib/db.ts';
import { type AuditDelivery, saveAuditEvents } from '#lib/store/audit.ts';
import { mergeChunks } from '#lib/store/audit-chunks.ts';
import { month, recordsOf } from './audit-records.ts';

const batch = 10_000;
/** An organization's month: ten million events. */
const monthly = 10_000_000;

/** So much of the month's end as so many events fill. */
export const spanOf = (count: number): { from: number; to: number } => ({
  from: month.to - (month.to - month.from) * Math.min(1, count / monthly),
  to: month.to,
});

/** One of so many loaders, from 0: each stores every so-manieth batch. */
export type Share = { part: number; of: number };

/** Stores a share of generated events in large batches, one while the next is made. */
export async function loadEvents(db: Database, count: number, { part, of }: Share): Promise<void> {
  const saving: Promise<unknown>[] = [];
  let held: AuditDelivery[] = [];
  let batches = 0;
  const save = async (): Promise<void> => {
    const taken = held;
    held = [];
    batches += 1;
    if (batches % of !== part) return;
    await saving.shift();
    saving.push(saveAuditEvents(db, taken, new Date(month.to)));
  };
  for (const { raw, account } of recordsOf('search', count, spanOf(count))) {
    held.push({ raw, account, source: 'trail' });
    if (held.length < batch) continue;
    await save();
    if (part === 0 && batches % 100 === 0) console.error(`${batches * batch} of ${count} events are loaded`);
  }
  await save();
  await Promise.all(saving);
}

/** After all have loaded. */
export async function settleEvents(db: Database): Promise<void> {
  await mergeChunks(db, new AbortController().signal);
  const client = await db.pool.connect();
  await client.query('set statement_timeout = 0');
  await client.query('vacuum analyze');
  client.release(true);
}
