import { resolve } from 'node:path';
import { closeDatabase, database } from '#lib/db.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { migrationScripts } from '#lib/migrate/files.ts';
import { migrate, migrationLock } from '#lib/migrate/migrate.ts';
import { type BackupReport, backupDatabase, type Moving } from '#lib/postgres/backup/backup.ts';
import { differences, digestTables } from '#lib/postgres/backup/compare.ts';
import { restoreDatabase } from '#lib/postgres/backup/restore.ts';
import { withScratchDatabase } from '#lib/postgres/backup/scratch.ts';
import { journal } from '#lib/store/journal.ts';
import type { Invocation } from './command.ts';
import { progressBar } from './progress.ts';

/** A line of the terminal's own, with what is being done before the figure. */
export const showing = (bar: ReturnType<typeof progressBar>, what: string) => (progress: Moving) =>
  bar.show({ ...progress, note: `${what}: ${progress.note}` });

export const fileArgument = ({ positionals: [verb, file, ...more] }: Invocation): string => {
  if (file && more.length === 0) return resolve(file);
  throw new TrailwatchError('invalid', `expected one file: db ${verb} FILE`);
};

export const commandLine = { kind: 'system', id: null, name: 'command line' } as const;

/** Before the copy is made, so that the copy tells of itself; a backup is the largest export there is. */
async function note(file: string): Promise<void> {
  const db = database();
  try {
    await journal(db, {
      ...{ at: Date.now(), actor: commandLine, action: 'database.backup' },
      ...{ subject: { kind: 'database', id: 'trailwatch' }, after: { file } },
    });
  } finally {
    await closeDatabase(db);
  }
}

/** Restores into a database made for it, and holds every table's rows against the file's. @throws TrailwatchError `internal` where they differ */
async function proveByRestoring(url: string, { file, tables }: BackupReport, { say, signal }: Invocation): Promise<void> {
  const bar = progressBar();
  const found = await withScratchDatabase(url, async (scratch) => {
    await migrate(scratch);
    const migrations = migrationScripts();
    const onProgress = showing(bar, 'verify');
    await restoreDatabase({ url: scratch, file, migrations, migrationLock, replaces: false, signal, onProgress });
    return differences(tables, await digestTables(scratch));
  });
  bar.clear();
  if (found.length > 0) {
    throw new TrailwatchError('internal', `${file} does not restore to what was backed up: ${found.join('; ')}`, {
      mend: 'back up again; if it happens twice, report it',
    });
  }
  say('verified: restored into a database of its own, every table equal, and dropped again');
}

/** `db backup FILE [--verify]` */
export async function backup(invocation: Invocation): Promise<void> {
  const { options, json, say, print, signal } = invocation;
  const file = fileArgument(invocation);
  const url = process.env.DATABASE_URL ?? '';
  await note(file);
  const bar = progressBar();
  const report = await backupDatabase({
    ...{ url, file, now: Date.now(), migrationLock, signal },
    onProgress: showing(bar, 'backup'),
  });
  bar.clear();
  say(`${file}: ${report.rows} rows of ${report.tables.length} tables, ${report.bytes} bytes, SHA-256 ${report.sha256}`);
  if (options.verify) await proveByRestoring(url, report, invocation);
  if (json) print({ ...report, verified: options.verify === true });
  else {
    say(
      'It holds none of the home’s keys. Keep apart from it, as well guarded: trailwatch.yaml, and of TRAILWATCH_HOME secrets, keys/ and journal/.',
    );
    say('Without secrets, second factors and who is behind pseudonyms stay sealed for ever (docs/operating.md).');
  }
}
