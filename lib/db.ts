import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import { PrismaClient } from '#prisma/client.ts';
import { TrailwatchError } from './errors.ts';
import { logFor } from './log.ts';
import { shared } from './process.ts';

export type Database = { prisma: PrismaClient; pool: Pool };

const second = 1000;

/** A reader before a page does not wait as long as a collector may. */
const patience = (part: string | undefined) =>
  part === 'web'
    ? { statement_timeout: 20 * second, lock_timeout: 5 * second, connectionTimeoutMillis: 5 * second }
    : { statement_timeout: 60 * second, lock_timeout: 15 * second, connectionTimeoutMillis: 20 * second };

const open = (url: string): Database => {
  const pool = new Pool({
    connectionString: url,
    max: Number(process.env.DATABASE_POOL_SIZE ?? 10),
    idleTimeoutMillis: 60 * second,
    ...patience(process.env.TRAILWATCH_PROCESS),
    idle_in_transaction_session_timeout: 60 * second,
    application_name: process.env.TRAILWATCH_PROCESS ?? 'trailwatch',
    keepAlive: true,
  });
  // Without a listener an idle connection that PostgreSQL closes would end the process.
  const lost = (what: string) => (error: Error) => {
    if (!pool.ending) logFor('db').warn({ err: error }, `${what} database connection was lost`);
  };
  pool.on('error', lost('an idle'));
  // Nor may one that is in use: its query fails, and whoever waits for that is told.
  pool.on('connect', (client) => client.on('error', lost('a')));
  return { pool, prisma: new PrismaClient({ adapter: new PrismaPg(pool) }) };
};

/**
 * The process's one pool, and Prisma on the same pool.
 * @throws TrailwatchError `unavailable` when neither `url` nor DATABASE_URL is given
 */
export function database(url = process.env.DATABASE_URL): Database {
  if (!url) {
    throw new TrailwatchError('unavailable', 'DATABASE_URL is not set', {
      mend: 'start Trailwatch with `npm start`, or name a PostgreSQL server in DATABASE_URL',
    });
  }
  return shared(`db ${url}`, () => open(url));
}

/** Ends a database's connections; only for processes and tests that are about to end. */
export async function closeDatabase({ prisma, pool }: Database): Promise<void> {
  await prisma.$disconnect();
  if (!pool.ended) await pool.end();
}
