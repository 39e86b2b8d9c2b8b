import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { FaultyAccount } from './faults-account.ts';
import type { KillableDatabase } from './faults-database.ts';
import type { Machines } from './faults-machines.ts';
import type { Schedule } from './faults-schedule.ts';
import type { Witnessed } from './faults-told.ts';

const longestStartMs = 30_000;

/** What a simulation is made of, and what was seen of it so far. */
export type World = {
  schedule: Schedule;
  account: FaultyAccount;
  database: KillableDatabase;
  machines: Machines;
  pool: Pool;
  time: { now: number };
  downUntil: number;
  comingBack: Promise<void>;
  ended: number;
  seen: Omit<Witnessed, 'dealt'>;
};

/** Whether a run is under way; not while nobody can be asked. */
export const isRunUnderWay = async ({ pool }: World): Promise<boolean> =>
  pool.query(`select from run where status = 'running' limit 1`).then(
    ({ rowCount }) => rowCount === 1,
    () => false,
  );

/** Runs that came to their own end; the same as before while nobody can be asked. */
export async function countEnded(world: World): Promise<number> {
  const ended = `select count(*)::int as n from run where status <> 'running' and not counts ? 'interrupted'`;
  const answer = await world.pool.query<{ n: number }>(ended).catch(() => null);
  world.ended = answer?.rows[0]?.n ?? world.ended;
  return world.ended;
}

/** Minutes have passed since, and PostgreSQL's own clock, by which the queue knows who is silent, does not keep the simulation's. */
export const letGo = ({ pool }: World): Promise<unknown> =>
  pool.query(`update pgboss.job set heartbeat_on = heartbeat_on - interval '1 minute' where state = 'active'`).catch(() => {});

/** A process takes its seconds until it is at work, which are not the simulation's. */
export async function areAtWork({ pool }: World, pids: readonly number[]): Promise<void> {
  const until = performance.now() + longestStartMs;
  const seen = 'select from worker where pid = any($1)';
  while (pids.length > 0 && performance.now() < until) {
    const answer = await pool.query(seen, [pids]).catch(() => null);
    if (answer?.rowCount === pids.length) return;
    await sleep(50);
  }
}
