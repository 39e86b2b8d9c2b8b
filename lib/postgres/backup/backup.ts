import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { TrailwatchError } from '../../errors.ts';
import { filesOf, type Stored, standingMigrations, storedPartitions, storedSequences, storedTables } from './catalogue.ts';
import { RowDigest } from './digest.ts';
import { BackupWriter } from './file-writer.ts';
import { type BackupHeader, formatVersion, frameBytes } from './format.ts';
import { withSession } from './session.ts';

/** `done` and `total` are bytes: of tables for a backup, of the file for a restore. */
export type Moving = { done: number; total: number; note: string };

export type BackupAsk = {
  /** The owner's. */
  url: string;
  file: string;
  now: number;
  /** Migrations wait for whoever holds this lock, shared. */
  migrationLock: number;
  signal?: AbortSignal;
  onProgress?: (progress: Moving) => void;
};
export type TableReport = { table: string; rows: number; digest: string };
export type BackupReport = { file: string; bytes: number; rows: number; sha256: string; tables: TableReport[] };

const attempts = 3;

/** COPY's text of one table, in pieces; the lock on the table is gone with the last. */
export async function* copyOut(client: Client, { name, columns }: Pick<Stored, 'name' | 'columns'>): AsyncGenerator<Buffer> {
  const list = columns.map((column) => client.escapeIdentifier(column.name)).join(', ');
  yield* client.query(
    copyTo(`copy public.${client.escapeIdentifier(name)} (${list}) to stdout`),
  ) as unknown as AsyncIterable<Buffer>;
}

/** A table that was dropped, or a part of it, while this ran. */
const isGone = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '42P01';

type Attempt = { client: Client; writer: BackupWriter; ask: BackupAsk };

async function writeTable({ client, writer, ask }: Attempt, table: Stored, moved: (bytes: number) => void): Promise<TableReport> {
  await writer.add('table', { table: table.name });
  const digest = new RowDigest();
  let held: Buffer[] = [];
  let size = 0;
  const flush = async () => {
    const all = Buffer.concat(held);
    // A row may be far longer than a frame should be.
    for (let at = 0; at < all.length; at += 4 * frameBytes) await writer.add('rows', all.subarray(at, at + 4 * frameBytes));
    held = [];
    size = 0;
  };
  // A lock on a table lasts as long as the transaction, and readers would queue behind whoever waits to drop a part: a savepoint ends it.
  await client.query('savepoint part');
  for await (const chunk of copyOut(client, table)) {
    ask.signal?.throwIfAborted();
    digest.add(chunk);
    held.push(chunk);
    size += chunk.length;
    if (size >= frameBytes) await flush();
    moved(chunk.length);
  }
  await client.query('rollback to part');
  await flush();
  const end = { rows: digest.rows, digest: digest.hex() };
  await writer.add('tableEnd', end);
  return { table: table.name, ...end };
}

async function describeDatabase(client: Client, tables: readonly Stored[], now: number): Promise<BackupHeader> {
  const { rows } = await client.query<{ database: string; postgres: string }>(
    `select current_database() as database, current_setting('server_version') as postgres`,
  );
  return {
    format: formatVersion,
    madeAt: new Date(now).toISOString(),
    database: rows[0]?.database ?? '',
    postgres: rows[0]?.postgres ?? '',
    migrations: await standingMigrations(client),
    partitions: await storedPartitions(client),
    tables: tables.map(({ oid, ...shape }) => shape),
  };
}

/** @returns null when a table was emptied, rewritten or dropped meanwhile: its rows may be in none of the tables that were read */
async function attempt(at: Attempt): Promise<TableReport[] | null> {
  const { client, writer, ask } = at;
  await client.query('begin isolation level repeatable read read only');
  const tables = await storedTables(client);
  const oids = tables.map(({ oid }) => oid);
  const files = await filesOf(client, oids);
  await writer.add('header', await describeDatabase(client, tables, ask.now));
  const total = tables.reduce((sum, { bytes }) => sum + bytes, 0);
  const reports: TableReport[] = [];
  let before = 0;
  try {
    for (const table of tables) {
      let moved = 0;
      const show = (bytes: number) => {
        moved = Math.min(table.bytes, moved + bytes);
        ask.onProgress?.({ done: before + moved, total, note: `table ${reports.length + 1} of ${tables.length}` });
      };
      reports.push(await writeTable(at, table, show));
      before += table.bytes;
    }
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
  if ((await filesOf(client, oids)) !== files) return null;
  const rows = reports.reduce((sum, report) => sum + report.rows, 0);
  await writer.add('end', { sequences: await storedSequences(client), rows, sha256: writer.sha256() });
  return reports;
}

async function once(client: Client, ask: BackupAsk): Promise<BackupReport | null> {
  const writer = await BackupWriter.open(ask.file);
  try {
    const tables = await attempt({ client, writer, ask });
    if (tables) {
      await writer.finish();
      const rows = tables.reduce((sum, table) => sum + table.rows, 0);
      return { file: ask.file, bytes: writer.bytes, rows, sha256: writer.sha256(), tables };
    }
    await writer.abandon();
    return null;
  } catch (error) {
    await writer.abandon();
    throw error;
  } finally {
    await client.query('rollback').catch(() => {});
  }
}

/**
 * Writes every table of ours, as of one moment, into one compressed file. Trailwatch may go on meanwhile; migrations wait.
 * What is not in it: queued jobs (workers plan anew), answers on their way to a page, roles and rights (`secure` gives them again), and nothing of TRAILWATCH_HOME.
 * @throws TrailwatchError `conflict` when the file is there, or parts of tables were dropped under each of three tries; `unavailable` when it cannot be written
 */
export async function backupDatabase(ask: BackupAsk): Promise<BackupReport> {
  return withSession(ask.url, 'trailwatch backup', async (client) => {
    await client.query('select pg_advisory_lock_shared($1)', [ask.migrationLock]);
    for (let tries = 0; tries < attempts; tries += 1) {
      const report = await once(client, ask);
      if (report) return report;
    }
    throw new TrailwatchError('conflict', `parts of tables were dropped while they were copied, ${attempts} times over`, {
      mend: 'back up again in a quieter hour, or with the workers stopped',
    });
  });
}
