import { type Db, transaction } from './transaction.ts';

/** How soon attempts that share a key may follow each other: `free` at once, then 2, 4, 8 … s each `step` further ones, at most 15 min. */
export type Pace = { key: string; free: number; step: number };

const waitSql = `case when failures < $2 then 0 else least(900, power(2, (failures - $2) / $3::float8 + 1)) end`;

/** The column keeps milliseconds: rounded, it could lie ahead of the next look at the clock. */
const nowSql = `date_trunc('milliseconds', clock_timestamp())`;

/** Counts an attempt as failed before it is made, so that a hundred at once are not all the first; nothing where it comes too soon. */
const countSql = `
  insert into sign_in_failure as f (key, failures, last_at) values ($1, 1, ${nowSql})
  on conflict (key) do update set last_at = ${nowSql},
    failures = case when f.last_at < clock_timestamp() - interval '1 day' then 1 else f.failures + 1 end
  where f.last_at + make_interval(secs => ${waitSql.replaceAll('failures', 'f.failures')}) <= clock_timestamp()`;

const leftSql = `
  select ceil(extract(epoch from last_at + make_interval(secs => ${waitSql}) - clock_timestamp()))::int as seconds
  from sign_in_failure where key = $1`;

class TooSoon extends Error {
  readonly pace: Pace;
  constructor(pace: Pace) {
    super('too soon');
    this.pace = pace;
  }
}

/** Takes note of an attempt under all its keys: 0, or how many seconds it comes too soon (then nothing is counted). */
export async function beginAttempt(db: Db, paces: readonly Pace[]): Promise<number> {
  try {
    await transaction(db, async (client) => {
      for (const pace of paces) {
        const { rowCount } = await client.query(countSql, [pace.key, pace.free, pace.step]);
        if (rowCount === 0) throw new TooSoon(pace);
      }
    });
    return 0;
  } catch (error) {
    if (!(error instanceof TooSoon)) throw error;
    const { key, free, step } = error.pace;
    const { rows } = await db.pool.query<{ seconds: number }>(leftSql, [key, free, step]);
    return Math.max(1, rows[0]?.seconds ?? 1);
  }
}

/** The attempt was right: its account begins anew, and its network loses what it had added. What is a day old is forgotten. */
export async function clearAttempt({ pool }: Db, account: string | null, network: string): Promise<void> {
  await pool.query(`delete from sign_in_failure where key = $1 or last_at < now() - interval '1 day'`, [account]);
  await pool.query('update sign_in_failure set failures = greatest(0, failures - 1) where key = $1', [network]);
}
