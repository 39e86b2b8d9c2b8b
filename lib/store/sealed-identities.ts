import type { PoolClient } from 'pg';
import { notFound } from '#lib/errors.ts';
import type { Db } from './transaction.ts';

export type SealedIdentity = { pseudonym: string; sealed: string };

/** Keeps identities that are not kept yet, and those that an older key sealed: `mark` begins what the newest did. */
export async function saveSealedIdentities(
  client: PoolClient,
  rows: readonly SealedIdentity[],
  { mark, at }: { mark: string; at: Date },
): Promise<void> {
  if (rows.length === 0) return;
  const sorted = rows.toSorted((a, b) => (a.pseudonym < b.pseudonym ? -1 : 1));
  await client.query(
    `insert into sealed_identity as old (pseudonym, sealed, sealed_at)
     select pseudonym, sealed, $3 from unnest($1::text[], $2::text[]) as t (pseudonym, sealed)
     on conflict (pseudonym) do update set sealed = excluded.sealed, sealed_at = excluded.sealed_at where not starts_with(old.sealed, $4)`,
    [sorted.map(({ pseudonym }) => pseudonym), sorted.map(({ sealed }) => sealed), at, mark],
  );
}

/** @throws TrailwatchError `not_found` where nothing is kept under that pseudonym */
export async function demandIdentity(client: PoolClient, pseudonym: string): Promise<void> {
  const { rows } = await client.query('select from sealed_identity where pseudonym = $1', [pseudonym]);
  if (rows.length === 0) throw notFound(`An identity behind ${pseudonym}`);
}

/** The sealed identity, for the row of the journal that tells of it and was committed before; each row gives it once. */
export async function openIdentity({ pool }: Db, pseudonym: string): Promise<string> {
  const { rows } = await pool.query<{ sealed: string | null }>('select open_identity($1) as sealed', [pseudonym]);
  const sealed = rows[0]?.sealed;
  if (!sealed) throw notFound(`An identity behind ${pseudonym}`);
  return sealed;
}
