import type { PoolClient } from 'pg';
import type { Caller } from '#lib/auth/caller.ts';
import { database } from '#lib/db.ts';
import { clientOf } from '#lib/http/client.ts';
import type { JournalEntry } from '#lib/journal/row.ts';
import { journal, recordJournal } from '#lib/store/journal.ts';
import { transaction } from '#lib/store/transaction.ts';
import { clockFrom } from '#lib/time.ts';

/** What an operation tells of itself; who did it and from where is known. */
export type Deed = Pick<JournalEntry, 'action' | 'subject' | 'teams' | 'before' | 'after' | 'reason'>;

const nobody: JournalEntry['actor'] = { kind: 'nobody', id: null, name: 'nobody' };

const entryOf = (caller: Caller | null, request: Request, deed: Deed): JournalEntry => ({
  at: clockFrom(process.env).now(),
  actor: caller ? { kind: caller.kind, id: caller.id, name: caller.name } : nobody,
  ip: clientOf(request) || null,
  userAgent: request.headers.get('user-agent'),
  ...deed,
});

/** Writes a row of its own: for what changes nothing else. */
export const trace = (caller: Caller | null, request: Request, deed: Deed & Pick<JournalEntry, 'result'>): Promise<number> =>
  journal(database(), { ...entryOf(caller, request, deed), result: deed.result ?? 'ok' });

/** Runs a write and its rows of the journal in one transaction: all stand, or none. A write that changed nothing has no deed. */
export const writing = <T>(
  caller: Caller,
  request: Request,
  work: (client: PoolClient) => Promise<{ result: T; deed: Deed | readonly Deed[] }>,
): Promise<T> =>
  transaction(database(), async (client) => {
    const { result, deed } = await work(client);
    for (const one of [deed].flat()) await recordJournal(client, entryOf(caller, request, one));
    return result;
  });
