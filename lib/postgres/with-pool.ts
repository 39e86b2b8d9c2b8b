import { Pool } from 'pg';

/** One connection for one piece of work, and gone with it. */
export async function withPool<T>(url: string, work: (db: { pool: Pool }) => Promise<T>): Promise<T> {
  const pool = new Pool({ connectionString: url, max: 1 });
  try {
    return await work({ pool });
  } finally {
    await pool.end();
  }
}
