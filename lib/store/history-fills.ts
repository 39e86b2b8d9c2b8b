import type { PoolClient } from 'pg';
import { type Unreached, unreached } from '#lib/catalog/unreached.ts';
import { TrailwatchError } from '#lib/errors.ts';
import type { HistoryCall, HistoryCost } from '#lib/metrics/history-calls.ts';
import type { Place } from './cursors.ts';
import { notify } from './notices.ts';
import type { Db } from './transaction.ts';

type Querying = Pick<PoolClient, 'query'>;

/** A filling of the past under way. `calls` to `points`: what was approved; `done…`: what was answered and stored. */
export type HistoryFill = {
  id: number;
  approvedAt: Date;
  lastSeries: number;
  metrics: number;
  statistics: number;
  points: number;
  doneStatistics: number;
  donePoints: number;
};

const columns = `id, approved_at as "approvedAt", last_series as "lastSeries", metrics, statistics, points,
  done_statistics as "doneStatistics", done_points as "donePoints"`;

export async function findRunningFill({ pool }: { pool: Querying }): Promise<HistoryFill | null> {
  const { rows } = await pool.query<HistoryFill>(`select ${columns} from history_fill where state = 'running'`);
  return rows[0] ?? null;
}

/** How a filling stands; `waits`: why one of its places has to wait. */
export type FillState = {
  state: string;
  reason: string | null;
  waits: string | null;
  calls: number;
  points: number;
  doneCalls: number;
  doneMetrics: number;
  doneStatistics: number;
  donePoints: number;
};

export async function findFill({ pool }: Db, id: number): Promise<FillState | null> {
  const { rows } = await pool.query<FillState>(
    `select state, reason, calls, points, done_calls as "doneCalls", done_metrics as "doneMetrics", done_statistics as "doneStatistics",
       done_points as "donePoints", (select min(reason) from history_place where fill = f.id and state = 'waiting') as waits
     from history_fill f where id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

/** Keeps what a place misses of the past, and what that costs. */
export async function saveNeed(
  { pool }: { pool: Querying },
  { account, region }: Place,
  { cost, seconds, lastSeries, at }: { cost: HistoryCost; seconds: number; lastSeries: number; at: Date },
): Promise<void> {
  const { series, calls, billed, points, oldestAt } = cost;
  await pool.query(
    `insert into history_need (account, region, planned_at, oldest_at, last_series, series, calls, metrics, statistics, points, seconds)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (account, region) do update set planned_at = excluded.planned_at, oldest_at = excluded.oldest_at, last_series = excluded.last_series, series = excluded.series,
       calls = excluded.calls, metrics = excluded.metrics, statistics = excluded.statistics, points = excluded.points, seconds = excluded.seconds`,
    [
      ...[account, region, at, oldestAt === null ? null : new Date(oldestAt), lastSeries],
      ...[series, calls, billed.metric, billed.statistic, points, seconds],
    ],
  );
  await notify(pool, { account, region, noun: 'runs' });
}

export type Approved = { id: number; calls: number; metrics: number; statistics: number; points: number };

/**
 * Approves that what the places miss is filled, as it was reckoned last. Call it in the transaction that journals it.
 * @throws TrailwatchError `conflict` while a filling is under way, or where nothing is missing
 */
export async function startFill(client: Querying, { by, at }: { by: string; at: Date }): Promise<Approved> {
  await client.query(`select pg_advisory_xact_lock(hashtext('history fill'))`);
  const running = await findRunningFill({ pool: client });
  if (running) {
    throw new TrailwatchError('conflict', `History is being filled already, since ${running.approvedAt.toISOString()}.`, {
      mend: 'The Collection page shows how far it is; stop it there before another is approved.',
    });
  }
  // What is not collected now is not reckoned anew: it keeps nobody from filling the rest, and is no part of the price.
  const stale = await client.query(
    `select from history_need n where planned_at < (select max(ended_at) from history_fill) and (${unreached('n')}) is null limit 1`,
  );
  if (stale.rowCount !== 0) {
    throw new TrailwatchError('conflict', 'What is left since the last filling is being reckoned.', {
      mend: 'Try again in a minute.',
    });
  }
  const { rows } = await client.query<Approved>(
    `insert into history_fill (id, state, approved_by, approved_at, last_series, calls, metrics, statistics, points)
     select (select coalesce(max(id), 0) + 1 from history_fill), 'running', $1, $2, max(last_series), sum(calls), sum(metrics), sum(statistics), sum(points) from history_need n
     where (${unreached('n')}) is null having sum(calls) > 0
     returning id, calls, metrics, statistics, points`,
    [by, at],
  );
  const [approved] = rows;
  if (!approved) {
    throw new TrailwatchError('conflict', 'Nothing is known to be missing of the past.', {
      mend: 'A worker reckons it some minutes after its first look at a place.',
    });
  }
  await client.query(
    `insert into history_place (fill, account, region, state, at) select $1, account, region, 'waiting', $2 from history_need n
     where calls > 0 and (${unreached('n')}) is null`,
    [approved.id, at],
  );
  await notify(client, { account: '', region: '', noun: 'runs' });
  return approved;
}

/** Ends the filling that is under way. @returns its id, or null where there is none */
export async function endFill(
  client: Querying,
  { state, reason, at }: { state: 'finished' | 'stopped' | 'failed'; reason: string | null; at: Date },
): Promise<number | null> {
  const { rows } = await client.query<{ id: number }>(
    `update history_fill set state = $1, reason = $2, ended_at = $3 where state = 'running' returning id`,
    [state, reason, at],
  );
  if (rows[0]) await notify(client, { account: '', region: '', noun: 'runs' });
  return rows[0]?.id ?? null;
}

/** Counts a call in the transaction that stores its answer: what was approved is never asked twice as much, whoever dies. */
export async function noteFilled(client: Querying, fill: number, { billed, points }: HistoryCall, at: Date): Promise<void> {
  await client.query(
    `update history_fill set done_calls = done_calls + 1, done_metrics = done_metrics + $2, done_statistics = done_statistics + $3,
       done_points = done_points + $4, worked_at = $5 where id = $1`,
    [fill, billed.metric, billed.statistic, points, at],
  );
}

export type PlaceState = { state: 'filling' | 'waiting' | 'finished' | 'failed'; reason: string | null };

/** How the filling stands in a place; the filling ends when all of its places have. */
export async function savePlaceState(
  { pool }: Db,
  fill: number,
  { account, region, state, reason, at }: Place & PlaceState & { at: Date },
): Promise<void> {
  await pool.query(
    `insert into history_place (fill, account, region, state, reason, at) values ($1, $2, $3, $4, $5, $6)
     on conflict (fill, account, region) do update set state = excluded.state, reason = excluded.reason, at = excluded.at`,
    [fill, account, region, state, reason, at],
  );
  const { rows } = await pool.query<{ open: number; failed: number; reason: string | null }>(
    `select count(*) filter (where state in ('filling', 'waiting'))::int as open, count(*) filter (where state = 'failed')::int as failed,
       min(account || ' ' || region || ': ' || reason) filter (where state = 'failed') as reason from history_place where fill = $1`,
    [fill],
  );
  const [sum] = rows;
  if (sum && sum.open === 0) {
    await endFill(pool, { state: sum.failed > 0 ? 'failed' : 'finished', reason: sum.reason, at });
  }
}

/** Places of the filling that is under way which have not ended. */
export async function listOpenPlaces({ pool }: Db): Promise<Place[]> {
  const { rows } = await pool.query<Place>(
    `select p.account, p.region from history_place p join history_fill f on f.id = p.fill
     where f.state = 'running' and p.state in ('filling', 'waiting') order by 1, 2`,
  );
  return rows;
}

/** In words that end "it waits: …". */
const unreachedReasons: Readonly<Record<Unreached, string>> = {
  gone: 'its account has left, or is suspended: what it misses is not filled',
  region: 'its Region answers nothing',
  role: 'the role of its account is refused',
};

/** Says of places of the filling that are not collected any more why they wait; one whose account is gone fails, and holds up nothing. */
export async function tellUnreached(db: Db, at: Date): Promise<void> {
  const { rows } = await db.pool.query<Place & { fill: number; reason: string | null; why: Unreached }>(
    `select * from (select p.fill, p.account, p.region, p.reason, ${unreached('p')} as why from history_place p join history_fill f on f.id = p.fill
       where f.state = 'running' and p.state in ('filling', 'waiting')) open where why is not null order by account, region`,
  );
  for (const { fill, account, region, reason, why } of rows) {
    const place = { account, region, reason: unreachedReasons[why], at };
    if (reason !== place.reason) await savePlaceState(db, fill, { ...place, state: why === 'gone' ? 'failed' : 'waiting' });
  }
}

/**
 * Does work on the past of a place while nobody else does, in whichever process: a session's lock, which ends with its process.
 * @returns what the work does, or null when another is at it
 */
export async function alone<T>({ pool }: Db, { account, region }: Place, work: () => Promise<T>): Promise<{ done: T } | null> {
  const client = await pool.connect();
  const lock = `hashtext('history of a place'), hashtext($1)`;
  let isHeld = false;
  try {
    const { rows } = await client.query<{ is: boolean }>(`select pg_try_advisory_lock(${lock}) as is`, [`${account} ${region}`]);
    isHeld = rows[0]?.is ?? false;
    return isHeld ? { done: await work() } : null;
  } finally {
    // A connection that cannot give its lock back is not used again.
    const given = isHeld ? client.query(`select pg_advisory_unlock(${lock})`, [`${account} ${region}`]) : Promise.resolve();
    await given.then(
      () => client.release(),
      (error: Error) => client.release(error),
    );
  }
}
