import type { PoolClient } from 'pg';
import { copyRows } from './copy-rows.ts';
import type { Place } from './cursors.ts';

/** One line of the WorkerActivity log; `worker` is a keyed hash, never a person's id. */
export type NewWorkerEvent = {
  id: string;
  at: Date;
  labelingJob: string;
  workteam: string;
  worker: string;
  type: string;
  acceptedAt: Date | null;
};

const columns = ['id', 'at', 'labeling_job', 'workteam', 'worker', 'type', 'accepted_at'];

/** Stores events once by CloudWatch Logs' event id. @returns how many were new */
export async function saveWorkerEvents(
  client: PoolClient,
  { account, region }: Place,
  events: readonly NewWorkerEvent[],
): Promise<number> {
  if (events.length === 0) return 0;
  await client.query(
    `create temp table if not exists worker_event_stage (id text, at timestamptz, labeling_job text, workteam text,
       worker text, type text, accepted_at timestamptz) on commit delete rows`,
  );
  await copyRows(
    client,
    { table: 'worker_event_stage', columns },
    events.map((one) => [one.id, one.at, one.labelingJob, one.workteam, one.worker, one.type, one.acceptedAt]),
  );
  const { rowCount } = await client.query(
    `insert into worker_event (account, region, ${columns.join(', ')})
     select distinct on (id) $1, $2, ${columns.join(', ')} from worker_event_stage order by id
     on conflict (account, region, id) do nothing`,
    [account, region],
  );
  return rowCount ?? 0;
}
