import { renameSync } from 'node:fs';
import type { PoolClient } from 'pg';
import { keyId, lineHash, readCheckpoint, signCheckpoint } from '#lib/journal/checkpoint.ts';
import { recordJournal } from './journal.ts';
import { journalFiles, journalKey, replaceJournalKey, textOf, writeDurably } from './journal-key.ts';
import { type Db, transaction } from './transaction.ts';

type Head = { seq: number; hash: string; count: number };

export type CheckpointAsk = {
  /** TRAILWATCH_HOME of this process. */
  home: string;
  now: number;
  /** Who asks, for the journal: "worker", "command line". */
  by: string;
  /** Nothing is written while the last checkpoint is younger. */
  unlessWithinMs?: number;
};

const headOf = async (client: PoolClient): Promise<Head | undefined> =>
  (
    await client.query<Head>(
      'select seq::float8 as seq, hash, (select count(*) from journal)::float8 as count from journal order by seq desc limit 1',
    )
  ).rows[0];

const isYoung = (line: string | undefined, { now, unlessWithinMs }: CheckpointAsk): boolean => {
  const last = line === undefined ? null : readCheckpoint(line);
  return last !== null && unlessWithinMs !== undefined && now - Date.parse(last.at) < unlessWithinMs;
};

/** The whole file anew and then its name: a crash leaves the old file or the new one, never half a line. */
function append(file: string, line: string): void {
  const fresh = `${file}.new`;
  writeDurably(fresh, `${textOf(file) ?? ''}${line}\n`);
  renameSync(fresh, file);
}

/**
 * Signs how the journal ends and adds it to the home's checkpoints.jsonl. The file first, then a row that tells of it: so a line taken
 * out of the file is missed, and a crash between the two accuses nobody.
 * @returns the row it covers up to, or null when there is nothing to sign or no need yet
 * @throws the system's error when the home cannot be written
 */
export async function checkpointJournal(db: Db, ask: CheckpointAsk): Promise<number | null> {
  return transaction(db, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtext('trailwatch checkpoint'))`);
    const { checkpoints } = journalFiles(ask.home);
    const lastLine = textOf(checkpoints)
      ?.split('\n')
      .findLast((line) => line !== '');
    const head = await headOf(client);
    if (!head || isYoung(lastLine, ask)) return null;
    const key = journalKey(ask.home);
    const at = new Date(ask.now).toISOString();
    const line = signCheckpoint({ ...head, at, previous: lastLine === undefined ? null : lineHash(lastLine) }, key);
    append(checkpoints, line);
    await recordJournal(client, {
      at: ask.now,
      actor: { kind: 'system', id: null, name: ask.by },
      action: 'journal.checkpoint',
      subject: { kind: 'checkpoint', id: String(head.seq) },
      after: { key: keyId(key), line: lineHash(line) },
    });
    return head.seq;
  });
}

/**
 * A new key signs from now on. The old one signs how the journal ends, the change is a row, and the new one signs that row: so what the
 * old one signed later is told from what it signed before.
 */
export async function rotateJournalKey(
  db: Db,
  ask: Omit<CheckpointAsk, 'unlessWithinMs'>,
): Promise<{ before: string; after: string }> {
  await checkpointJournal(db, ask);
  const keys = await transaction(db, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtext('trailwatch checkpoint'))`);
    const { before, after } = replaceJournalKey(ask.home);
    const ids = { before: keyId(before), after: keyId(after) };
    await recordJournal(client, {
      at: ask.now,
      actor: { kind: 'system', id: null, name: ask.by },
      action: 'key.rotate',
      subject: { kind: 'key', id: 'journal' },
      before: { key: ids.before },
      after: { key: ids.after },
    });
    return ids;
  });
  await checkpointJournal(db, ask);
  return keys;
}
