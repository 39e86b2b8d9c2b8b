import type { Db } from './transaction.ts';

/** Longer than any code of an app is taken, which is 30 s. */
const keptSeconds = 60;

/** Takes note that a code was used; false when it was before. `codeHash` stands for one code of one person. */
export async function claimCode({ pool }: Db, codeHash: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `insert into verification as v (id, identifier, value, expires_at) values ($1, $1, 'used', now() + make_interval(secs => $2))
     on conflict (id) do update set expires_at = excluded.expires_at where v.expires_at <= now()`,
    [codeHash, keptSeconds],
  );
  return rowCount === 1;
}
