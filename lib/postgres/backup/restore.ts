import { statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { TrailwatchError } from '../../errors.ts';
import type { Moving, TableReport } from './backup.ts';
import { RowDigest } from './digest.ts';
import { checkBackup, type Part, readBackup } from './file-reader.ts';
import { type BackupEnd, type BackupHeader, type TableShape, unpack } from './format.ts';
import { type Migration, makeSchema, migrationsOf, withoutGuards } from './schema.ts';
import { withSession } from './session.ts';
import { requireAlone, requireEmpty } from './target.ts';

export type RestoreAsk = {
  /** The owner's, of a database that was migrated once. */
  url: string;
  file: string;
  /** Our own, in their order. */
  migrations: readonly Migration[];
  migrationLock: number;
  /** Whether what is in the database may be lost. */
  replaces: boolean;
  signal?: AbortSignal;
  onProgress?: (progress: Moving) => void;
};
export type RestoreReport = { madeAt: string; rows: number; sha256: string; tables: TableReport[] };

type Parts = AsyncGenerator<Part>;

const nextOf = async (parts: Parts): Promise<Part> => {
  const { value } = await parts.next();
  if (value) return value as Part;
  throw new TrailwatchError('internal', 'a backup ended before its end');
};

/** @throws TrailwatchError when what came in is not what the file says was there */
async function loadTable(client: Client, parts: Parts, { name, columns }: TableShape): Promise<TableReport> {
  const digest = new RowDigest();
  let ended: Extract<Part, { kind: 'tableEnd' }> | undefined;
  async function* rows(): AsyncGenerator<Buffer> {
    for (let part = await nextOf(parts); ; part = await nextOf(parts)) {
      if (part.kind === 'rows') {
        const text = await unpack(part.packed);
        digest.add(text);
        yield text;
      } else if (part.kind === 'tableEnd') {
        ended = part;
        return;
      }
    }
  }
  const list = columns.map((column) => client.escapeIdentifier(column.name)).join(', ');
  // The table is of this transaction: its rows can be frozen at once, and vacuum need not come back for them.
  const target = client.query(copyFrom(`copy public.${client.escapeIdentifier(name)} (${list}) from stdin with (freeze)`));
  await pipeline(Readable.from(rows(), { objectMode: false }), target);
  const report = { table: name, rows: target.rowCount ?? 0, digest: digest.hex() };
  if (ended?.rows === report.rows && ended.digest === report.digest) return report;
  throw new TrailwatchError(
    'internal',
    `table ${name}: ${report.rows} rows came out of the backup, ${ended?.rows} went in, or others`,
  );
}

async function setSequences(client: Client, { sequences }: BackupEnd): Promise<void> {
  for (const { name, lastValue, isCalled } of sequences) {
    await client.query(`select setval(to_regclass(format('public.%I', $1::text)), $2::bigint, $3)`, [name, lastValue, isCalled]);
  }
}

async function load(client: Client, ask: RestoreAsk, total: number): Promise<TableReport[]> {
  const parts = readBackup(ask.file, (done) => {
    ask.signal?.throwIfAborted();
    ask.onProgress?.({ done, total, note: 'restored' });
  });
  const reports: TableReport[] = [];
  let header: BackupHeader | undefined;
  try {
    for (let part = await nextOf(parts); part.kind !== 'end'; part = await nextOf(parts)) {
      if (part.kind === 'header') header = part.header;
      if (part.kind !== 'table') continue;
      const { table } = part;
      const shape = header?.tables.find(({ name }) => name === table);
      if (shape) reports.push(await loadTable(client, parts, shape));
    }
    return reports;
  } finally {
    await parts.return(undefined);
  }
}

/**
 * Makes the database what it was when the backup was made, its migrations' level included: all of it or, whatever cuts it off, nothing.
 * The file is read through once before anything is touched. Afterwards the caller migrates and secures.
 * @throws TrailwatchError `invalid` for a torn, damaged or foreign file; `conflict` for one of a newer release, a database in use, one that is not empty
 */
export async function restoreDatabase(ask: RestoreAsk): Promise<RestoreReport> {
  const total = statSync(ask.file, { throwIfNoEntry: false })?.size ?? 0;
  const { header, end, sha256 } = await checkBackup(ask.file, (done) => {
    ask.signal?.throwIfAborted();
    ask.onProgress?.({ done, total, note: 'checked' });
  });
  migrationsOf(header, ask.migrations);
  return withSession(ask.url, 'trailwatch restore', async (client) => {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [ask.migrationLock]);
    await requireAlone(client);
    if (!ask.replaces) await requireEmpty(client);
    await makeSchema(client, header, ask.migrations);
    let tables: TableReport[] = [];
    await client.query('truncate _prisma_migrations');
    await withoutGuards(client, async () => {
      tables = await load(client, ask, total);
      await setSequences(client, end);
    });
    await client.query('commit');
    await client.query('analyze');
    return { madeAt: header.madeAt, rows: end.rows, sha256, tables };
  });
}
