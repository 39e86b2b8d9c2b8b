import type { PoolClient } from 'pg';
import type { JournalRow } from '#lib/journal/row.ts';
import type { Db } from './transaction.ts';

export type Shipment = { seq: number; hash: string | null };

/** Rows of the journal that no other worker is sending, and how far they went; null while another one does. Inside a transaction. */
export async function takeShipment(client: PoolClient): Promise<Shipment | null> {
  const { rows } = await client.query<{ mine: boolean }>(
    `select pg_try_advisory_xact_lock(hashtext('trailwatch shipping')) as mine`,
  );
  if (rows[0]?.mine !== true) return null;
  const found = await client.query<Shipment>(`select seq::float8 as seq, hash from shipment where id = 'journal'`);
  return found.rows[0] ?? { seq: 0, hash: null };
}

/** The next rows, in their order. Writers take turns until they commit, so none can come to stand before one that was seen. */
export async function listUnsent(client: PoolClient, after: number, limit: number): Promise<JournalRow[]> {
  const { rows } = await client.query<JournalRow>(
    `select seq::float8 as seq, (extract(epoch from at) * 1000)::float8 as at, actor_kind as "actorKind", actor_id as "actorId",
       actor_name as "actorName", action, subject_kind as "subjectKind", subject_id as "subjectId", subject_name as "subjectName",
       result, teams, ip, user_agent as "userAgent", request_id as "requestId", before, after, reason, prev_hash as "prevHash", hash
     from journal where seq > $1 order by seq limit $2`,
    [after, limit],
  );
  return rows;
}

/** The number of the last row, 0 for none. */
export async function lastRow(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ seq: number }>('select coalesce(max(seq), 0)::float8 as seq from journal');
  return rows[0]?.seq ?? 0;
}

/** What is up to this row has been sent. */
export async function moveShipment(client: PoolClient, { seq, hash }: Shipment, at: Date): Promise<void> {
  await client.query(
    `insert into shipment (id, seq, hash, sent_at) values ('journal', $1, $2, $3)
     on conflict (id) do update set seq = excluded.seq, hash = excluded.hash, sent_at = excluded.sent_at, problem = null, problem_since = null`,
    [seq, hash, at],
  );
}

/** What came after this row is sent again. */
export async function setShipmentBack({ pool }: Db, { seq, hash }: Shipment): Promise<void> {
  await pool.query(`update shipment set seq = $1, hash = $2 where id = 'journal' and seq > $1`, [seq, hash]);
}

/** Notes why nothing can be sent, and since when; null once something can. */
export async function noteShipProblem({ pool }: Db, problem: string | null, at: Date): Promise<void> {
  await pool.query(
    `insert into shipment (id, seq, problem, problem_since) values ('journal', 0, $1, $2)
     on conflict (id) do update set problem = excluded.problem,
       problem_since = case when excluded.problem is not null then coalesce(shipment.problem_since, excluded.problem_since) end`,
    [problem, problem === null ? null : at],
  );
}
