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

/** Opens an identity and seals it again, `as` the pseudonym that it is to have. */
export type Reseal = (row: SealedIdentity, as: string) => string;

/**
 * Seals identities anew and gives each the pseudonym that `rename` says. What begins with `unless` stays as it is.
 * @returns how many
 */
export async function resealIdentities(
  client: PoolClient,
  reseal: Reseal,
  { unless = null, rename = (pseudonym) => pseudonym }: { unless?: string | null; rename?: (pseudonym: string) => string } = {},
): Promise<number> {
  const { rows } = await client.query<SealedIdentity>(
    'select pseudonym, sealed from sealed_identity where $1::text is null or not starts_with(sealed, $1) order by pseudonym for update',
    [unless],
  );
  const anew = rows.map((row) => ({ as: rename(row.pseudonym), sealed: reseal(row, rename(row.pseudonym)) }));
  await client.query(
    `update sealed_identity i set pseudonym = n.after, sealed = n.sealed
     from unnest($1::text[], $2::text[], $3::text[]) as n (before, after, sealed) where i.pseudonym = n.before`,
    [rows.map(({ pseudonym }) => pseudonym), anew.map(({ as }) => as), anew.map(({ sealed }) => sealed)],
  );
  return rows.length;
}

/** A person whom CloudTrail names; a labeling worker has sixteen hex digits. */
const isOfPerson = (pseudonym: string): boolean => pseudonym.startsWith('Person ');

/** @throws TrailwatchError `not_found` where nothing is kept under that pseudonym */
export async function demandIdentity(client: PoolClient, pseudonym: string): Promise<void> {
  const { rows } = await client.query<{ isKnown: boolean }>('select stands_for_somebody($1) as "isKnown"', [pseudonym]);
  if (!rows[0]?.isKnown) throw notFound(`An identity behind ${pseudonym}`);
}

type Opened = { sealed: string } | { name: string };

/** What stands behind it, for the row of the journal that tells of it and was committed before; each row gives it once. */
export async function openIdentity({ pool }: Db, pseudonym: string): Promise<Opened> {
  const isNamed = isOfPerson(pseudonym);
  const { rows } = await pool.query<{ opened: string | null }>(
    `select ${isNamed ? 'open_name' : 'open_identity'}($1) as opened`,
    [pseudonym],
  );
  const opened = rows[0]?.opened;
  if (!opened) throw notFound(`An identity behind ${pseudonym}`);
  return isNamed ? { name: opened } : { sealed: opened };
}
