import { createHmac, randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import { recordJournal } from './journal.ts';
import { type Db, transaction } from './transaction.ts';

const place = ['', '', 'workforce', 'pseudonym-key'];
const where = 'account = $1 and region = $2 and collector = $3 and key = $4';

/** Base64 keys, the oldest first: a person's pseudonym goes through all of them. */
export type PseudonymKeys = readonly string[];

const step = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex').slice(0, 16);

/** A person as a stable pseudonym: whoever holds the figures cannot name them without the newest key. */
export const pseudonym = (keys: PseudonymKeys, workerId: string): string => keys.reduce((text, key) => step(key, text), workerId);

const fresh = (): string => randomBytes(32).toString('base64');

/** The first version stored one key as plain text. */
const listed = (value: string | string[] | undefined): string[] => (typeof value === 'string' ? [value] : (value ?? []));

/**
 * The keys under which people become pseudonyms: the same for every worker, made at first use. Until the transaction ends nobody replaces
 * them, so what it stores under them is found when they are.
 */
export async function pseudonymKeys(client: PoolClient, at: Date): Promise<PseudonymKeys> {
  await client.query(
    `insert into cursor (account, region, collector, key, value, updated_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    [...place, JSON.stringify([fresh()]), at],
  );
  const { rows } = await client.query<{ value: string | string[] }>(`select value from cursor where ${where} for share`, place);
  return listed(rows[0]?.value);
}

/** When the newest key was made; null before the first. */
export async function pseudonymKeyMadeAt(db: Db): Promise<Date | null> {
  const { rows } = await db.pool.query<{ at: Date }>(`select updated_at as at from cursor where ${where}`, place);
  return rows[0]?.at ?? null;
}

/**
 * Adds a key. Nobody here can read the ids of people, so what is stored goes through the new key as it is: every pseudonym changes, each
 * person stays one person, and who knows the older keys alone can name nobody. Sealed identities are bound to former pseudonyms, and go:
 * who is seen again is sealed anew.
 * @returns how many pseudonyms there are
 */
export async function rotatePseudonyms(db: Db, { now, by }: { now: number; by: string }): Promise<number> {
  return transaction(db, async (client) => {
    const at = new Date(now);
    await pseudonymKeys(client, at);
    const { rows: held } = await client.query<{ value: string | string[] }>(
      `select value from cursor where ${where} for update`,
      place,
    );
    const [before, key] = [listed(held[0]?.value), fresh()];
    const { rows } = await client.query<{ worker: string }>('select distinct worker from worker_event');
    const workers = rows.map(({ worker }) => worker);
    await client.query(
      `update worker_event e set worker = n.after
       from unnest($1::text[], $2::text[]) as n (before, after) where e.worker = n.before`,
      [workers, workers.map((worker) => step(key, worker))],
    );
    await client.query('delete from sealed_identity');
    await client.query(`update cursor set value = $5, updated_at = $6 where ${where}`, [
      ...place,
      JSON.stringify([...before, key]),
      at,
    ]);
    await recordJournal(client, {
      at: now,
      actor: { kind: 'system', id: null, name: by },
      action: 'key.rotate',
      subject: { kind: 'key', id: 'pseudonyms' },
      before: { version: before.length },
      after: { version: before.length + 1, pseudonyms: workers.length },
    });
    return workers.length;
  });
}
