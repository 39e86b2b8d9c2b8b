import type { Pool, PoolClient } from 'pg';
import { enter } from './turnstile.ts';

/** What stores need of the database: the process's pool. */
export type Db = { pool: Pool };

/** Runs work in one transaction on one connection: all of it or nothing. A connection that cannot roll back is thrown away. */
export async function transaction<T>({ pool }: Db, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const leave = await enter(pool);
  try {
    return await within(await pool.connect(), work);
  } finally {
    leave();
  }
}

async function within<T>(client: PoolClient, work: (client: PoolClient) => Promise<T>): Promise<T> {
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    await client.query('rollback').then(
      () => client.release(),
      (lost: Error) => client.release(lost),
    );
    throw error;
  }
}
