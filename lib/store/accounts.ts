import { type Db, transaction } from './transaction.ts';

export type NamedAccount = { id: string; name: string; state: string };
export type AccountSource = 'config' | 'organization';
export type StoredAccount = NamedAccount & { source: AccountSource; hasLeft: boolean; regions: readonly string[] };

const storable = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\uFFFD');

/**
 * Writes down the accounts that a source names now; those it named before and does not any more have left. What the configuration
 * names stays the configuration's.
 */
export async function saveAccounts(
  db: Db,
  source: AccountSource,
  { accounts, at }: { accounts: readonly NamedAccount[]; at: Date },
): Promise<void> {
  const rows = accounts.map(({ id, name, state }) => ({ id, name: storable(name), state }));
  await transaction(db, async (client) => {
    await client.query(
      `insert into account (id, name, source, state, first_seen_at, seen_at)
       select id, name, $2, state, $3, $3 from jsonb_to_recordset($1) as a (id text, name text, state text) order by id
       on conflict (id) do update set name = excluded.name, source = excluded.source, state = excluded.state,
         seen_at = excluded.seen_at, left_at = null
       where excluded.source = 'config' or account.source = 'organization' or account.left_at is not null`,
      [JSON.stringify(rows), source, at],
    );
    await client.query(`update account set left_at = $3 where source = $1 and left_at is null and id <> all ($2::text[])`, [
      source,
      rows.map(({ id }) => id),
      at,
    ]);
  });
}

/** What AWS says of accounts that the configuration names itself: one that is suspended answers nobody. */
export async function saveStates({ pool }: Db, accounts: readonly NamedAccount[]): Promise<void> {
  await pool.query(
    `update account a set state = f.state from jsonb_to_recordset($1) as f (id text, state text)
     where a.id = f.id and a.source = 'config' and a.state <> f.state`,
    [JSON.stringify(accounts)],
  );
}

export async function listStoredAccounts({ pool }: Db): Promise<StoredAccount[]> {
  const { rows } = await pool.query<StoredAccount>(
    `select id, name, state, source, left_at is not null as "hasLeft", coalesce(regions, '{}') as regions from account order by id`,
  );
  return rows;
}

/** Epoch ms of the clock that runs are stamped with. */
export type StandingRow = {
  account: string;
  provedAt: number | null;
  expiresAt: number | null;
  refusal: { code: string; message: string; since: number; refusals: number; tryAt: number } | null;
  skewMs: number | null;
};

const time = (at: number | null | undefined): Date | null => (at === null || at === undefined ? null : new Date(at));

export async function saveStanding(
  { pool }: Db,
  { account, provedAt, expiresAt, refusal, skewMs }: StandingRow,
  at: Date,
): Promise<void> {
  await pool.query(
    `insert into account_standing (account, proved_at, expires_at, refused_since, refused_code, refused_message, refusals, try_at, skew_ms, measured_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (account) do update set proved_at = coalesce(excluded.proved_at, account_standing.proved_at), expires_at = excluded.expires_at,
       refused_since = excluded.refused_since, refused_code = excluded.refused_code, refused_message = excluded.refused_message,
       refusals = excluded.refusals, try_at = excluded.try_at, skew_ms = excluded.skew_ms, measured_at = excluded.measured_at`,
    [
      account,
      time(provedAt),
      time(expiresAt),
      time(refusal?.since),
      refusal?.code ?? null,
      refusal ? storable(refusal.message) : null,
      refusal?.refusals ?? 0,
      time(refusal?.tryAt),
      skewMs,
      at,
    ],
  );
}

export type ClosedRegion = { account: string; region: string; word: string; code: string; message: string };

/** A Region that answers nothing; since when stays what it was. */
export async function saveClosedRegion(
  { pool }: Db,
  closed: ClosedRegion,
  { at, againAt }: { at: Date; againAt: Date },
): Promise<void> {
  const { account, region, word, code, message } = closed;
  await pool.query(
    `insert into account_region (account, region, word, code, message, since, looked_at, again_at) values ($1, $2, $3, $4, $5, $6, $6, $7)
     on conflict (account, region) do update set word = excluded.word, code = excluded.code, message = excluded.message,
       looked_at = excluded.looked_at, again_at = excluded.again_at`,
    [account, region, word, code, storable(message), at, againAt],
  );
}

/** @param code only where it was closed for this */
export async function openRegion(
  { pool }: Db,
  { account, region }: { account: string; region: string },
  code?: string,
): Promise<void> {
  await pool.query('delete from account_region where account = $1 and region = $2 and ($3::text is null or code = $3)', [
    account,
    region,
    code ?? null,
  ]);
}

/** Regions that answer nothing, with the time from which they are looked at again; epoch ms. */
export async function listClosedRegions({ pool }: Db): Promise<{ account: string; region: string; againAt: number }[]> {
  const { rows } = await pool.query<{ account: string; region: string; againAt: number }>(
    `select account, region, extract(epoch from again_at)::float8 * 1000 as "againAt" from account_region`,
  );
  return rows;
}

/** Keeps which Regions are on, as AWS named them. @returns those that were on before and are not any more */
export async function saveRegions({ pool }: Db, account: string, regions: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ gone: string[] }>(
    `update account a set regions = $2 from (select id, coalesce(regions, '{}') as regions from account where id = $1 for update) was
     where a.id = was.id returning array(select unnest(was.regions) except select unnest($2::text[]) order by 1) as gone`,
    [account, regions],
  );
  return rows[0]?.gone ?? [];
}
