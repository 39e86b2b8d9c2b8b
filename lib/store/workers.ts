import type { Db } from './transaction.ts';

/** An AWS operation that a worker leaves alone until `until`, epoch ms of its clock. */
export type Hold = {
  account: string;
  region: string;
  service: string;
  operation: string;
  until: number;
  word: string;
  code: string;
};

/** What a worker says of itself. `sections`: a hash of each section of its trailwatch.yaml. */
export type WorkerRow = {
  id: string;
  host: string;
  pid: number;
  version: string;
  configHash: string;
  sections: Readonly<Record<string, string>>;
  startedAt: Date;
};

export type KnownWorker = Omit<WorkerRow, 'startedAt' | 'version'> & { silentMs: number };

/** Writes a worker's row, also one that others took for dead and removed. @returns when it joined, by PostgreSQL's clock */
export async function beat(
  { pool }: Db,
  worker: WorkerRow,
  { joinedAt, units, holds }: { joinedAt: Date | null; units: number; holds: readonly Hold[] },
): Promise<Date> {
  const { rows } = await pool.query<{ joinedAt: Date }>(
    `insert into worker (id, host, pid, version, config_hash, sections, started_at, joined_at, seen_at, units, holds)
     values ($1, $2, $3, $4, $5, $6, $7, coalesce($8, now()), now(), $9, $10)
     on conflict (id) do update set seen_at = now(), units = excluded.units, holds = excluded.holds
     returning joined_at as "joinedAt"`,
    [
      ...[worker.id, worker.host, worker.pid, worker.version, worker.configHash, JSON.stringify(worker.sections)],
      ...[worker.startedAt, joinedAt, units, JSON.stringify(holds)],
    ],
  );
  return rows[0]?.joinedAt ?? new Date(0);
}

/** All workers, the one that joined last first; `silentMs`: how long it has not been heard. */
export async function listWorkers({ pool }: Db): Promise<KnownWorker[]> {
  const { rows } = await pool.query<KnownWorker>(
    `select id, host, pid, config_hash as "configHash", sections, extract(epoch from now() - seen_at)::float8 * 1000 as "silentMs"
     from worker order by joined_at desc, id desc`,
  );
  return rows;
}

export async function removeWorkers({ pool }: Db, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await pool.query('delete from worker where id = any ($1)', [ids]);
}
