import { randomUUID } from 'node:crypto';
import { table } from '#lib/catalog/table.ts';
import { logFor } from '#lib/log.ts';

/** What a panel was to show, or the sentence that stands there instead, with the id that finds the fault in the log. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; sentence: string; requestId: string };

const sentences = table<string>({
  '57014': 'Could not be read: the database took too long.',
  '55P03': 'Could not be read: another process held the data for too long.',
  '53300': 'Could not be read: the database has no connection left.',
  '57P01': 'Could not be read: the database is going down.',
  ECONNREFUSED: 'Could not be read: the database does not answer.',
});

/** Turns a fault of one panel into a value, so that its neighbours go on. */
export async function settle<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    const requestId = randomUUID().slice(0, 8);
    logFor('queries').error({ err: error, requestId }, 'a panel could not be read');
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return { ok: false, sentence: sentences[code] ?? 'Could not be read: the fault is in the log.', requestId };
  }
}
