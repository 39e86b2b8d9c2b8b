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

/** One of so many loaders, from 0: each makes and stores its part of the time. */
export type Share = { part: number; of: number };

/** Stores a share of generated events in large batches, one while the next is made. */
export async function loadEvents(db: Database, count: number, { part, of }: Share): Promise<void> {
  const { from, to } = spanOf(count);
  const own = { from: from + ((to - from) * part) / of, to: from + ((to - from) * (part + 1)) / of };
  let saving: Promise<unknown> | undefined;
  let held: AuditDelivery[] = [];
  let saved = 0;
  const save = async (): Promise<void> => {
    const taken = held;
    held = [];
    await saving;
    saving = saveAuditEvents(db, taken, new Date(month.to));
    saved += taken.length;
    if (part === 0 && saved % 500_000 === 0) console.error(`${saved * of} of ${count} events are loaded`);
  };
  for (const { raw, account } of recordsOf(
    'search',
    Math.floor((count * (part + 1)) / of) - Math.floor((count * part) / of),
    own,
    ` ${part}`,
  )) {
    held.push({ raw, account, source: 'trail' });
    if (held.length === batch) await save();
  }
  await save();
  await saving;
}

/** After all have loaded. */
export async function settleEvents(db: Database): Promise<void> {
  await mergeChunks(db, new AbortController().signal);
  const client = await db.pool.connect();
  await client.query('set statement_timeout = 0');
  await client.query('vacuum analyze');
  client.release(true);
}
