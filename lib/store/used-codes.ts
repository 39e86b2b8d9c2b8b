import type { Db } from './transaction.ts';

/** An authenticator's code is accepted for a minute and a half around its half minute. */
const rememberedSeconds = 180;

/** Uses a code up, by its hash: false for one that was used before; of many at once, one gets it. */
export async function claimCode({ pool }: Db, codeHash: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `insert into verification as v (id, identifier, value, expires_at) values ($1, $1, 'used', now() + make_interval(secs => $2))
     on conflict (id) do update set expires_at = excluded.expires_at where v.expires_at < now()`,
    [codeHash, rememberedSeconds],
  );
  return rowCount === 1;
}
