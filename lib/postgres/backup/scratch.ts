import { Client } from 'pg';
import { TrailwatchError } from '../../errors.ts';

const mark = '_verify_';

/** Those that a killed command left behind: nobody is connected to them. */
const sweep = async (client: Client, prefix: string): Promise<void> => {
  const { rows } = await client.query<{ name: string }>(
    `select datname as name from pg_database d where starts_with(datname, $1)
       and not exists (select from pg_stat_activity a where a.datid = d.oid)`,
    [prefix],
  );
  for (const { name } of rows) await client.query(`drop database if exists ${client.escapeIdentifier(name)}`).catch(() => {});
};

/**
 * Runs `work` with an empty database of its own on the same server, and drops it.
 * @throws TrailwatchError `denied` when the owner may not make databases
 */
export async function withScratchDatabase<T>(url: string, work: (url: string) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'trailwatch scratch' });
  await client.connect();
  try {
    const prefix = `${decodeURIComponent(new URL(url).pathname.slice(1)) || 'trailwatch'}${mark}`;
    await sweep(client, prefix);
    const name = `${prefix}${crypto.randomUUID().slice(0, 8)}`;
    await client.query(`create database ${client.escapeIdentifier(name)} template template0`).catch((cause: Error) => {
      throw new TrailwatchError('denied', `a database to restore into could not be made: ${cause.message}`, {
        cause,
        mend: 'name an owner in DATABASE_URL who may (alter role … createdb), or restore into a database of your own with `db restore`',
      });
    });
    try {
      return await work(Object.assign(new URL(url), { pathname: `/${name}` }).href);
    } finally {
      await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`);
    }
  } finally {
    await client.end();
  }
}
