import type { Client } from 'pg';
import { TrailwatchError } from '../../errors.ts';
import { formatCount } from '../../format.ts';
import { storedTables } from './catalogue.ts';

/** @throws TrailwatchError `conflict` while anybody else is connected to the database */
export async function requireAlone(sql: Client): Promise<void> {
  const { rows } = await sql.query<{ who: string; count: number }>(
    `select coalesce(nullif(application_name, ''), usename) as who, count(*)::int as count from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and usename is not null
       and coalesce(backend_type, 'client backend') = 'client backend' group by 1 order by 1`,
  );
  if (rows.length === 0) return;
  const who = rows.map(({ who, count }) => `${who} (${count})`).join(', ');
  throw new TrailwatchError('conflict', `the database is in use: ${who}`, {
    mend: 'stop Trailwatch on every machine that uses this database, then restore',
  });
}

/** How many tables of ours hold a row; the record of migrations does not count. */
async function filledTables(sql: Client): Promise<number> {
  const tables = (await storedTables(sql)).filter(({ name }) => name !== '_prisma_migrations');
  let filled = 0;
  for (const { name } of tables) {
    const { rows } = await sql.query<{ has: boolean }>(`select exists (select from public.${sql.escapeIdentifier(name)}) as has`);
    if (rows[0]?.has) filled += 1;
  }
  return filled;
}

/** @throws TrailwatchError `conflict` when something is stored there */
export async function requireEmpty(sql: Client): Promise<void> {
  const filled = await filledTables(sql);
  if (filled === 0) return;
  throw new TrailwatchError('conflict', `the database is not empty: ${formatCount(filled, 'table holds', 'tables hold')} rows`, {
    mend: 'restore into an empty one, or add --replace: all that is in it is then lost',
  });
}
