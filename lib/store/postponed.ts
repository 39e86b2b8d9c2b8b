import type { Pool } from 'pg';
import type { Db } from './transaction.ts';

/** What this process still has to write down of runs that found their database gone. */
const postponed = new WeakMap<Pool, Set<() => Promise<void>>>();

/** Keeps the end of a run until the database can be used again: it is then known as ended, with its failures and its calls. */
export function postponeEnd({ pool }: Db, end: () => Promise<void>): void {
  const ends = postponed.get(pool) ?? new Set();
  postponed.set(pool, ends.add(end));
}

/** @returns how many ends were written down; the first that cannot be is thrown, and kept with those behind it */
export async function writePostponedEnds({ pool }: Db): Promise<number> {
  let written = 0;
  for (const end of postponed.get(pool) ?? []) {
    await end();
    postponed.get(pool)?.delete(end);
    written += 1;
  }
  return written;
}
