import type { Database } from '../db.ts';

/** A run as the collectors would have left it, with its failures; every part has a default. */
export type SeededRun = {
  collector?: string;
  account?: string;
  region?: string;
  purpose?: string;
  status?: string;
  startedAt: number;
  window?: { from: number; to: number };
  counts?: Record<string, number>;
  failures?: readonly SeededFailure[];
};

type SeededFailure = {
  service?: string;
  operation?: string;
  word?: string;
  code?: string;
  message?: string;
  subject?: string;
  seriesIds?: readonly number[];
  window?: { from: number; to: number };
  repairedAt?: number;
};

const time = (at: number | undefined): Date | null => (at === undefined ? null : new Date(at));

/** @returns the id of the run */
export async function seedCollectionRun({ pool }: Pick<Database, 'pool'>, run: SeededRun): Promise<number> {
  const { status = 'ok', startedAt, failures = [] } = run;
  const { rows } = await pool.query<{ id: number }>(
    `insert into run (collector, account, region, purpose, window_from, window_to, started_at, ended_at, status, counts, calls, retries, metrics_requested, price_usd, statistics_requested, price_each_usd)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 12, 1, 40, 0.0004, 40, 0.0004) returning id`,
    [
      run.collector ?? 'inventory',
      run.account ?? '111122223333',
      run.region ?? 'eu-west-1',
      run.purpose ?? 'live',
      time(run.window?.from),
      time(run.window?.to),
      new Date(startedAt),
      status === 'running' ? null : new Date(startedAt + 3000),
      status,
      JSON.stringify(run.counts ?? { read: 10, written: 2 }),
    ],
  );
  const id = rows[0]?.id ?? 0;
  for (const [seq, failure] of failures.entries()) {
    await pool.query(
      `insert into run_failure (run_id, seq, service, operation, word, code, message, request_id, subject, series_ids, window_from, window_to, repaired_at)
       values ($1, $2, $3, $4, $5, $6, $7, 'req-1', $8, $9, $10, $11, $12)`,
      [
        id,
        seq,
        failure.service ?? 'sagemaker',
        failure.operation ?? 'ListEndpoints',
        failure.word ?? 'denied',
        failure.code ?? 'AccessDeniedException',
        failure.message ?? 'refused',
        failure.subject ?? null,
        failure.seriesIds ?? [],
        time(failure.window?.from),
        time(failure.window?.to),
        time(failure.repairedAt),
      ],
    );
  }
  return id;
}
