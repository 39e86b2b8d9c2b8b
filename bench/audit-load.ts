import type { Database } from '#lib/db.ts';
import { type AuditDelivery, saveAuditEvents } from '#lib/store/audit.ts';
import { mergeChunks } from '#lib/store/audit-chunks.ts';
import { month, recordsOf } from './audit-records.ts';

const batch = 20_000;
/** An organization's month: ten million events. */
const monthly = 10_000_000;

/** So much of the month's end as so many events fill. */
export const spanOf = (count: number): { from: number; to: number } => ({
  from: month.to - (month.to - month.from) * Math.min(1, count / monthly),
  to: month.to,
});

/** Stores generated events in large batches, two at once. */
export async function loadEvents(db: Database, count: number): Promise<void> {
  let saving: Promise<unknown>[] = [];
  let held: AuditDelivery[] = [];
  let told = 0;
  const save = async (): Promise<void> => {
    const taken = held;
    held = [];
    if (saving.length > 1) await saving.shift();
    saving.push(saveAuditEvents(db, taken, new Date(month.to)));
  };
  for (const { raw, account } of recordsOf('search', count, spanOf(count))) {
    held.push({ raw, account, source: 'trail' });
    if (held.length < batch) continue;
    await save();
    told += batch;
    if (told % (50 * batch) === 0) console.error(`${told} of ${count} events are loaded`);
  }
  await save();
  await Promise.all(saving);
  saving = [];
  await mergeChunks(db, new AbortController().signal);
  await db.pool.query('vacuum analyze');
}
