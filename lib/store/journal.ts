import type { PoolClient } from 'pg';
import { genesis, hashOf } from '#lib/journal/hash.ts';
import type { JournalBody, JournalEntry } from '#lib/journal/row.ts';
import { storable } from '#lib/journal/storable.ts';
import { type Db, transaction } from './transaction.ts';

type Head = { seq: string; hash: string };

const columns = {
  at: (row) => new Date(row.at),
  actor_kind: (row) => row.actorKind,
  actor_id: (row) => row.actorId,
  actor_name: (row) => row.actorName,
  action: (row) => row.action,
  subject_kind: (row) => row.subjectKind,
  subject_id: (row) => row.subjectId,
  subject_name: (row) => row.subjectName,
  result: (row) => row.result,
  teams: (row) => row.teams,
  ip: (row) => row.ip,
  user_agent: (row) => row.userAgent,
  request_id: (row) => row.requestId,
  before: (row) => row.before,
  after: (row) => row.after,
  reason: (row) => row.reason,
} as const satisfies Record<string, (row: JournalBody) => unknown>;

const names = ['seq', 'prev_hash', 'hash', ...Object.keys(columns)];
const insert = `insert into public.journal (${names.join(', ')}) values (${names.map((_, index) => `$${index + 1}`).join(', ')})`;

/** Two statements in one round trip: the second one's snapshot is taken when the lock is held, so it sees what its last holder wrote. */
const lockAndHead = `select pg_advisory_xact_lock(hashtext('trailwatch journal'));
  select seq, hash from journal_head()`;

/**
 * Writes a row inside the caller's transaction (read committed): it stands if what it tells of stands. Writers queue from here to the
 * commit, so call it last. The head is read and the row inserted in two round trips, because the hash has one implementation only.
 * @returns the row's place
 */
export async function recordJournal(client: PoolClient, entry: JournalEntry): Promise<number> {
  const row = storable(entry);
  const answers = (await client.query(lockAndHead)) as unknown as { rows: Head[] }[];
  const head = answers[1]?.rows[0];
  const seq = Number(head?.seq ?? 0) + 1;
  const prevHash = head?.hash ?? genesis;
  await client.query({
    name: 'journal-insert',
    text: insert,
    values: [seq, prevHash, hashOf({ ...row, seq }, prevHash), ...Object.values(columns).map((column) => column(row))],
  });
  return seq;
}

/** Writes a row in a transaction of its own: for what changes nothing else, like a denial, an export or a look. */
export const journal = (db: Db, entry: JournalEntry): Promise<number> =>
  transaction(db, (client) => recordJournal(client, entry));
