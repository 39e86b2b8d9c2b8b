import type { Client } from 'pg';
import { TrailwatchError } from '../../errors.ts';
import { dropStatements, storedTables } from './catalogue.ts';
import type { BackupHeader, Partition } from './format.ts';

export type Migration = { name: string; sql: string };

const queueSchema = 'pgboss';

/**
 * Those of our migrations that the backup's database had.
 * @throws TrailwatchError `conflict` when it had others: a newer release wrote it
 */
export function migrationsOf(header: BackupHeader, known: readonly Migration[]): Migration[] {
  const unknown = header.migrations.filter((name) => !known.some((one) => one.name === name));
  if (unknown.length > 0) {
    throw new TrailwatchError('conflict', `the backup was made by a newer Trailwatch: it holds ${unknown.join(', ')}`, {
      mend: 'restore it with the release that made it, or a later one',
    });
  }
  return known.filter(({ name }) => header.migrations.includes(name));
}

const partitionStatement = (sql: Client, { name, parent, bound, partitionBy, options }: Partition): string =>
  [
    `create table public.${sql.escapeIdentifier(name)} partition of public.${sql.escapeIdentifier(parent)} ${bound}`,
    partitionBy ? `partition by ${partitionBy}` : '',
    options.length > 0 ? `with (${options.join(', ')})` : '',
  ].join(' ');

/** Every table of the file is there by now, with the columns it names. */
async function requireShapes(sql: Client, { tables }: BackupHeader): Promise<void> {
  const made = new Map((await storedTables(sql)).map(({ name, columns }) => [name, columns]));
  for (const { name, columns } of tables) {
    const have = made.get(name);
    const wrong = columns.find((column) => !have?.some((one) => one.name === column.name && one.type === column.type));
    if (have && !wrong) continue;
    const what = have && wrong ? `column ${wrong.name} ${wrong.type} of table ${name}` : `table ${name}`;
    throw new TrailwatchError('conflict', `the backup holds ${what}, which the migrations do not make`, {
      mend: 'it was made by hand, or by another release: move it away in the database, back up again, and restore that',
    });
  }
}

/** Inside the caller's transaction: nothing of ours but what the backup's migrations make, empty, with the backup's partitions. */
export async function makeSchema(sql: Client, header: BackupHeader, known: readonly Migration[]): Promise<void> {
  const migrations = migrationsOf(header, known);
  for (const statement of await dropStatements(sql)) await sql.query(statement);
  await sql.query(`drop schema if exists ${queueSchema} cascade`);
  for (const { sql: script } of migrations) await sql.query(script);
  // A script may set what the session goes by.
  await sql.query(`set search_path = public`);
  const made = await sql.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace`,
  );
  const there = new Set(made.rows.map(({ name }) => name));
  for (const partition of header.partitions) {
    if (!there.has(partition.name)) await sql.query(partitionStatement(sql, partition));
  }
  await requireShapes(sql, header);
}

const constraintsQuery = `select c.conname as name, format('%I.%I', n.nspname, r.relname) as "table", pg_get_constraintdef(c.oid) as definition
  from pg_constraint c join pg_class r on r.oid = c.conrelid join pg_namespace n on n.oid = r.relnamespace
  where c.contype = 'f' and c.conparentid = 0 and n.nspname = 'public'`;

const triggersQuery = `select t.tgname as name, format('%I.%I', n.nspname, r.relname) as "table", t.tgenabled as state
  from pg_trigger t join pg_class r on r.oid = t.tgrelid join pg_namespace n on n.oid = r.relnamespace
  where not t.tgisinternal and n.nspname = 'public' and t.tgenabled <> 'D'`;

const enabling: Record<string, string> = { O: 'enable', A: 'enable always', R: 'enable replica' };

/**
 * Runs `load` while rows may come in any order: foreign keys are dropped and, all rows there, held again over the whole; triggers, which
 * judged each row when it was first written, are off. No superuser is needed for that.
 */
export async function withoutGuards(sql: Client, load: () => Promise<void>): Promise<void> {
  const constraints = (await sql.query<{ name: string; table: string; definition: string }>(constraintsQuery)).rows;
  const triggers = (await sql.query<{ name: string; table: string; state: string }>(triggersQuery)).rows;
  for (const { name, table } of constraints)
    await sql.query(`alter table ${table} drop constraint ${sql.escapeIdentifier(name)}`);
  for (const { name, table } of triggers) await sql.query(`alter table ${table} disable trigger ${sql.escapeIdentifier(name)}`);
  await load();
  for (const { name, table, definition } of constraints) {
    await sql.query(`alter table ${table} add constraint ${sql.escapeIdentifier(name)} ${definition}`);
  }
  for (const { name, table, state } of triggers) {
    await sql.query(`alter table ${table} ${enabling[state]} trigger ${sql.escapeIdentifier(name)}`);
  }
}
