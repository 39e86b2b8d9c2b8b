import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import type { Window } from '#lib/metrics/windows.ts';
import { minuteMs } from '#lib/time.ts';
import { isSettled } from '#lib/worker/testing/worker.ts';
import { openFaultyAccount } from './faults-account.ts';
import { openKillable } from './faults-database.ts';
import { evidenceOf } from './faults-evidence.ts';
import { openMachines } from './faults-machines.ts';
import type { Happening, Schedule } from './faults-schedule.ts';
import { copyTemplate, removeFolder } from './faults-template.ts';
import { listUntold } from './faults-told.ts';
import { judge, listOpenFailures, type Verdict } from './faults-verdict.ts';
import { areAtWork, countEnded, isRunUnderWay, letGo, type World } from './faults-world.ts';

const place = { account: '444455556666', region: 'us-east-1' };

export type Outcome = Verdict & {
  seed: number;
  seconds: number;
  /** False where the quiet time did not suffice. */
  isSettled: boolean;
  /** How often each fault was dealt, and what of it stands in the database. */
  dealt: Record<string, number>;
  /** Workers that ended by themselves and were started again. */
  deaths: number;
};

/** Of wall time after each step of the clock: at least, and at most while runs are under way. */
const [leastMs, mostMs] = [350, 4000];
const quietMs = 50;
/** ListMetrics shows a new metric after up to 15 minutes and is asked every 15; Event history shows events after up to 10. */
const listedMs = 32 * minuteMs;
const leastQuietSteps = 9;
/** ListMetrics is asked, and what it shows is made good, once more. */
const steadySteps = 5;
const collectorsAwaited = ['inventory', 'metrics', 'audit'];
const longestQuietMs = 400_000;
/** The account's first measurements, before anybody looks. */
const bornBeforeMs = 20 * minuteMs;

async function happen(world: World, one: Happening, step: number): Promise<void> {
  const { account, machines, database } = world;
  if (one.kind === 'faults') account.deal(one.rates);
  if (one.kind === 'clock set') machines.setClock(one.machine, one.offMs);
  if (one.kind === 'workers killed') {
    world.seen.workersKilled ||= one.which === 'all' && (await isRunUnderWay(world));
    machines.kill(one.which);
    world.downUntil = step + one.downSteps;
    if (one.which === 'all') await letGo(world);
  }
  // The clock goes on while it is down.
  if (one.kind === 'database killed') {
    await world.comingBack;
    world.seen.databaseKilled ||= await isRunUnderWay(world);
    world.comingBack = database.kill(one.how, one.downMs);
  }
}

/** Until the step's work is done: between two steps of the clock an answer would be of two times. What does not end is left behind. */
async function calm(world: World, until: number): Promise<void> {
  const { account } = world;
  let calmSince = performance.now();
  while (performance.now() < until && performance.now() - calmSince < quietMs) {
    await sleep(15);
    if (account.inFlight() > 0 || (await isRunUnderWay(world))) calmSince = performance.now();
  }
}

async function step(world: World, index: number): Promise<void> {
  const { schedule, machines, time } = world;
  const begunAt = performance.now();
  const areOff = machines.areOff();
  const before = areOff ? await countEnded(world) : 0;
  time.now += schedule.stepMs;
  machines.setTime(time.now);
  if (index >= world.downUntil) await areAtWork(world, await machines.start());
  for (const one of schedule.happenings.filter((each) => each.step === index)) {
    await sleep(Math.max(0, begunAt + one.afterMs - performance.now()));
    await happen(world, one, index);
  }
  await sleep(Math.max(0, begunAt + leastMs - performance.now()));
  await calm(world, begunAt + mostMs);
  if (areOff && machines.areOff()) world.seen.clockOffRuns += (await countEnded(world)) - before;
}

/** Whether each of them has looked at all there is since then, and nothing is under way that began before. */
async function hasLookedSince(pool: Pool, at: number): Promise<boolean> {
  const { rows } = await pool.query<{ looked: number; open: number }>(
    `select count(distinct collector) filter (where status = 'ok' and purpose = 'live' and not counts ? 'left')::int as looked,
       (select count(*)::int from run where status = 'running' and started_at <= $1) as open
     from run where started_at > $1 and collector = any($2)`,
    [new Date(at), collectorsAwaited],
  );
  return rows[0]?.looked === collectorsAwaited.length && rows[0].open === 0;
}

/** The quiet time: nothing happens any more, every worker is there and every clock right. Nobody repairs anything by hand. */
async function settle(world: World, window: Window): Promise<boolean> {
  const { schedule, account, machines, pool } = world;
  account.deal('');
  for (let machine = 0; machine < schedule.workers; machine += 1) machines.setClock(machine, 0);
  world.downUntil = 0;
  await world.comingBack;
  const deadline = performance.now() + longestQuietMs;
  let steady = 0;
  for (let quiet = 1; performance.now() < deadline; quiet += 1) {
    await step(world, schedule.steps + quiet);
    const isDone =
      quiet >= leastQuietSteps &&
      (await hasLookedSince(pool, window.to + listedMs)) &&
      (await isSettled(pool, place, window)) &&
      (await listOpenFailures(pool, world.time.now)).length === 0;
    steady = isDone ? steady + 1 : 0;
    if (steady < steadySteps) continue;
    // What is judged must not be another moment's.
    machines.freeze(true);
    if (await isSettled(pool, place, window)) return true;
    machines.freeze(false);
    steady = 0;
  }
  return false;
}

/** Lives through what a seed has in store, with a PostgreSQL, an account and worker processes of its own, and judges what is stored. */
export async function simulate(schedule: Schedule, template: string): Promise<Outcome> {
  const begunAt = performance.now();
  const { home, cluster } = copyTemplate(template);
  const time = { now: schedule.startAt };
  const database = await openKillable(cluster, home);
  const pool = new Pool({ connectionString: database.url, max: 2 });
  pool.on('error', () => {});
  const account = await openFaultyAccount(() => time.now, schedule.startAt - bornBeforeMs);
  const environment = { ...account.environment, DATABASE_URL: database.workerUrl };
  const machines = openMachines({ count: schedule.workers, startAt: schedule.startAt, home, place, environment });
  const seen = { workersKilled: false, databaseKilled: false, clockOffRuns: 0 };
  const world: World = {
    schedule,
    account,
    database,
    machines,
    pool,
    time,
    downUntil: 0,
    comingBack: Promise.resolve(),
    ended: 0,
    seen,
  };
  try {
    for (let index = 0; index < schedule.steps; index += 1) await step(world, index);
    const window = { from: schedule.startAt - bornBeforeMs, to: time.now };
    const isQuiet = await settle(world, window);
    const verdict = await judge(pool, account.scenario, { place, window, now: time.now });
    const evidence = isQuiet && machines.deaths() === 0 ? [] : await evidenceOf(pool, home);
    const untold = await listUntold(pool, { ...seen, dealt: account.dealt });
    const seconds = (performance.now() - begunAt) / 1000;
    const faults = { ...verdict.faults, 'kinds of faults that no run tells of': untold.length };
    return {
      ...verdict,
      faults,
      examples: [...evidence, ...verdict.examples, ...untold],
      seed: schedule.seed,
      seconds,
      isSettled: isQuiet,
      dealt: { ...account.dealt },
      deaths: machines.deaths(),
    };
  } finally {
    machines.stop();
    await pool.end();
    await world.comingBack.catch(() => {});
    await database.stop();
    await account.close();
    removeFolder(home);
  }
}
