import type { Pool, PoolClient } from 'pg';
import type { Absence } from '#lib/catalog/absence.ts';
import type { Place } from './cursors.ts';
import { addToMeter, type MeterRow } from './meter.ts';
import { type Db, transaction } from './transaction.ts';

export type RunPurpose = 'live' | 'backfill' | 'repair' | 'demand';
export type RunStatus = 'ok' | 'partial' | 'failed';
export type Span = { from: number; to: number };

export type NewRun = Place & {
  collector: string;
  purpose: RunPurpose;
  window: Span | null;
  startedAt: Date;
  /** The worker that does it; null: the command line. */
  worker: string | null;
};

/** A call of a run that gave no answer, and what stayed empty for it. */
export type NewRunFailure = {
  service: string;
  operation: string;
  word: Absence;
  code: string;
  message: string;
  requestId: string | null;
  subject: string | null;
  seriesIds: readonly number[];
  window: Span | null;
};

export type RunEnd = {
  status: RunStatus;
  endedAt: Date;
  counts: Readonly<Record<string, number>>;
  calls: number;
  retries: number;
  metricsRequested: number;
  statisticsRequested: number;
  priceUsd: number;
  priceEachUsd: number;
  failures: readonly NewRunFailure[];
};

const time = (at: number | undefined): Date | null => (at === undefined ? null : new Date(at));

/** Runs that this process has begun and not ended yet. */
const underWay = new WeakMap<Pool, Set<number>>();

/** @returns the id of the run, which stands as `running` until it is ended or its worker is found dead */
export async function startRun({ pool }: Db, run: NewRun): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    `insert into run (collector, account, region, purpose, window_from, window_to, started_at, status, worker)
     values ($1, $2, $3, $4, $5, $6, $7, 'running', $8) returning id`,
    [
      ...[run.collector, run.account, run.region, run.purpose, time(run.window?.from), time(run.window?.to)],
      ...[run.startedAt, run.worker],
    ],
  );
  const id = rows[0]?.id ?? 0;
  underWay.set(pool, (underWay.get(pool) ?? new Set()).add(id));
  return id;
}

/** Whether a run still stands as running: nobody took its worker for dead, and it has not ended. */
export async function isRunning({ pool }: Db, runId: number): Promise<boolean> {
  const { rowCount } = await pool.query(`select from run where id = $1 and status = 'running'`, [runId]);
  return rowCount === 1;
}

/** What a run has done so far, while it runs. */
export async function noteProgress(db: Db, runId: number, counts: Readonly<Record<string, number>>): Promise<void> {
  await db.pool.query(`update run set counts = $2 where id = $1 and status = 'running'`, [runId, JSON.stringify(counts)]);
}

/** What no character column can hold: AWS's messages may carry bytes of a broken answer. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\uFFFD');

async function insertFailures(client: PoolClient, runId: number, failures: readonly NewRunFailure[]): Promise<void> {
  if (failures.length === 0) return;
  const rows = failures.map((failure, seq) => ({
    ...failure,
    seq,
    message: storable(failure.message),
    subject: failure.subject === null ? null : storable(failure.subject),
    from: time(failure.window?.from),
    to: time(failure.window?.to),
  }));
  await client.query(
    `insert into run_failure (run_id, seq, service, operation, word, code, message, request_id, subject, series_ids, window_from, window_to)
     select $1, seq, service, operation, word, code, message, "requestId", subject, "seriesIds", "from", "to"
     from jsonb_to_recordset($2) as f (seq int, service text, operation text, word text, code text, message text,
       "requestId" text, subject text, "seriesIds" int[], "from" timestamptz, "to" timestamptz)`,
    [runId, JSON.stringify(rows)],
  );
}

/** Failures of calls that no window explains are mended as soon as the same call on the same subject is not among the failures. */
async function mendCalls(client: PoolClient, runId: number, { failures, endedAt }: RunEnd): Promise<void> {
  const failing = failures.map((failure) => `${failure.operation}\n${failure.subject ?? ''}`);
  await client.query(
    `update run_failure f set repaired_run_id = $1, repaired_at = $2
     from run old, run this
     where this.id = $1 and old.id = f.run_id and old.id < this.id and f.repaired_at is null and f.window_from is null
       and (old.collector, old.account, old.region) = (this.collector, this.account, this.region)
       and this.purpose = 'live'
       and f.operation || E'\\n' || coalesce(f.subject, '') <> all ($3::text[])`,
    [runId, endedAt, failing],
  );
}

/** By this very end, whose commit went through although its answer was lost; not by one who took its worker for dead. */
async function isEnded(client: PoolClient, runId: number): Promise<boolean> {
  const { rowCount } = await client.query(`select from run where id = $1 and not counts ? 'interrupted'`, [runId]);
  return rowCount === 1;
}

/**
 * Ends a run with all that it failed at and adds its calls to the meter, in one transaction. A run already closed as dead stays so. It covers
 * nothing later than its end: one that began by a clock that was ahead has been told the time since.
 */
export async function endRun(db: Db, runId: number, end: RunEnd, meter: readonly MeterRow[]): Promise<void> {
  await transaction(db, async (client) => {
    const { rowCount } = await client.query(
      `update run set window_from = case when window_from > $3 then $3 else window_from end,
         window_to = case when window_to > $3 then $3 else window_to end, status = $2, ended_at = $3, counts = $4, calls = $5, retries = $6, metrics_requested = $7, price_usd = $8,
         statistics_requested = $9, price_each_usd = $10
       where id = $1 and status = 'running'`,
      [
        ...[
          runId,
          end.status,
          end.endedAt,
          JSON.stringify(end.counts),
          end.calls,
          end.retries,
          end.metricsRequested,
          end.priceUsd,
        ],
        ...[end.statisticsRequested, end.priceEachUsd],
      ],
    );
    if (rowCount === 0 && (await isEnded(client, runId))) return;
    await addToMeter(client, meter);
    if (rowCount === 0) return;
    await insertFailures(client, runId, end.failures);
    if (end.status !== 'failed') await mendCalls(client, runId, end);
  });
  underWay.get(db.pool)?.delete(runId);
}

const interrupted = `status = 'failed', ended_at = $1, counts = counts || '{"interrupted": 1}'`;

/**
 * Closes runs whose worker died: they are `failed`, so nothing counts as covered by them and their windows are asked again. Nobody speaks
 * for a run of the command line: it is dead when it began before `startedBefore`.
 */
export async function closeStaleRuns({ pool }: Db, { startedBefore, at }: { startedBefore: Date; at: Date }): Promise<number> {
  const { rowCount } = await pool.query(
    `update run r set ${interrupted} where status = 'running'
       and case when worker is null then started_at < $2
         else not exists (select from worker w where w.id = r.worker) end`,
    [at, startedBefore],
  );
  return rowCount ?? 0;
}

/** Runs that stand as running for a worker which knows of none: the answer to their beginning was lost. */
export async function listStrays({ pool }: Db, worker: string): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>(`select id from run where status = 'running' and worker = $1`, [worker]);
  return rows.flatMap(({ id }) => (underWay.get(pool)?.has(id) ? [] : [id]));
}

export async function closeRuns({ pool }: Db, ids: readonly number[], at: Date): Promise<void> {
  await pool.query(`update run set ${interrupted} where status = 'running' and id = any ($2)`, [at, ids]);
}
