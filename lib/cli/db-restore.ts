import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { closeDatabase, database } from '#lib/db.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { secureDatabase } from '#lib/launch/database-roles.ts';
import { runningInstance } from '#lib/launch/run-state.ts';
import { migrationScripts } from '#lib/migrate/files.ts';
import { migrate, migrationLock } from '#lib/migrate/migrate.ts';
import { type RestoreReport, restoreDatabase } from '#lib/postgres/backup/restore.ts';
import { openHome, resolveHome } from '#lib/postgres/home.ts';
import { journal } from '#lib/store/journal.ts';
import type { Invocation } from './command.ts';
import { commandLine, fileArgument, showing } from './db-backup.ts';
import { progressBar } from './progress.ts';

const root = join(import.meta.dirname, '../..');

/** @throws TrailwatchError `invalid` unless a person, or --yes, says that what is there may be lost */
async function confirm(name: string, { options }: Invocation): Promise<void> {
  if (options.yes) return;
  const isAsked = process.stdin.isTTY && process.stderr.isTTY;
  const lines = isAsked ? createInterface({ input: process.stdin, output: process.stderr }) : null;
  const said = await lines?.question(`All that is in the database ${name} will be lost. Its name, to go on: `);
  lines?.close();
  if (said?.trim() === name) return;
  throw new TrailwatchError('invalid', 'nothing was restored: --replace was not confirmed', {
    mend: 'give the database’s name when asked, or add --yes where nobody can be asked',
  });
}

/** @throws TrailwatchError `conflict` while Trailwatch runs from this home */
function requireStopped(home: string): void {
  const running = runningInstance(home);
  if (!running) return;
  throw new TrailwatchError('conflict', `Trailwatch runs from ${home} (process ${running.pid})`, {
    mend: 'stop it, then restore: the command starts PostgreSQL by itself',
  });
}

async function note(file: string, { madeAt, sha256 }: RestoreReport): Promise<void> {
  const db = database();
  try {
    await journal(db, {
      ...{ at: Date.now(), actor: commandLine, action: 'database.restore' },
      ...{ subject: { kind: 'database', id: 'trailwatch' }, after: { file, madeAt, sha256 } },
    });
  } finally {
    await closeDatabase(db);
  }
}

/** `db restore FILE [--replace [--yes]]` */
export async function restore(invocation: Invocation): Promise<void> {
  const { options, json, say, print, signal } = invocation;
  const file = fileArgument(invocation);
  const url = process.env.DATABASE_URL ?? '';
  const home = openHome(resolveHome(root, process.env));
  requireStopped(home);
  const replaces = options.replace === true;
  if (replaces) await confirm(decodeURIComponent(new URL(url).pathname.slice(1)), invocation);
  const bar = progressBar();
  const report = await restoreDatabase({
    ...{ url, file, migrations: migrationScripts(), migrationLock, replaces, signal },
    onProgress: showing(bar, 'restore'),
  });
  bar.clear();
  const applied = await migrate(url);
  await secureDatabase({ home, url, environment: process.env, by: 'command' });
  await note(file, report);
  if (json) print({ file, ...report, applied });
  else {
    say(`restored ${report.rows} rows of ${report.tables.length} tables, as they were at ${report.madeAt}`);
    if (applied.length > 0) say(`then applied ${applied.join(', ')}`);
    say(`What is sealed opens with the secrets of the home that it came from: they belong in ${home}.`);
    say('npm run trailwatch -- audit verify --journal holds the journal against the checkpoints that are there.');
  }
}
