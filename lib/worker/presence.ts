import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { differingSections } from '#lib/catalog/differing-sections.ts';
import { formatCount } from '#lib/format.ts';
import { logFor } from '#lib/log.ts';
import { closeRuns, closeStaleRuns, listStrays } from '#lib/store/runs.ts';
import type { Db } from '#lib/store/transaction.ts';
import { beat, type Hold, type KnownWorker, listWorkers, removeWorkers } from '#lib/store/workers.ts';
import { type Clock, minuteMs } from '#lib/time.ts';

export const beatMs = 5000;
/** Nobody speaks for a run of the command line: after so long it has no process any more. */
const deadAfterMs = 40 * minuteMs;
/** Who is not heard for so long is dead. */
const silentAfterMs = 30_000;
const sayAgainMs = 10 * minuteMs;
const log = logFor('worker');

export type Presence = {
  readonly id: string;
  /** How many workers share the limits, this one among them. */
  count(): number;
  /** Whether this worker plans and takes work: of those that read different files, the ones do that agree with the newest. */
  isCurrent(): boolean;
  /** Shows this worker as at work and closes what dead ones left; to be called every `beatMs`. */
  beat(): Promise<void>;
  leave(): Promise<void>;
};

type Self = {
  db: Db;
  clock: Clock;
  version: string;
  config: { configHash: string; sections: Record<string, string> };
  /** What it does now: passes and shared pieces, and the operations that it leaves alone. */
  activity: () => { units: number; holds: readonly Hold[] };
  /** Milliseconds of a clock that never jumps. */
  elapsed?: () => number;
};

/** A process of this machine that is not there any more: known at once, not only when it is not heard. */
function isGone({ host, pid }: Pick<KnownWorker, 'host' | 'pid'>): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** "two workers read different trailwatch.yaml: b (4712) and a (4711) differ in accounts; b, which began last, works": null when they agree. */
export function conflictOf(heard: readonly KnownWorker[]): string | null {
  const [newest, ...rest] = heard;
  const others = rest.filter((one) => one.configHash !== newest?.configHash);
  if (!newest || others.length === 0) return null;
  const name = ({ host, pid }: KnownWorker): string => `${host} (process ${pid})`;
  const sections = [...new Set(others.flatMap((one) => differingSections(newest.sections, one.sections)))].toSorted();
  return (
    `${formatCount(others.length + 1, 'worker reads', 'workers read')} different trailwatch.yaml: ${others.map(name).join(', ')} and ` +
    `${name(newest)} differ in ${sections.join(', ')}. ${name(newest)} began last and works; the others wait until they read the same or it has ended`
  );
}

/** Shows this process among the workers, under an id of its own. Nothing is written before the first beat. */
export function createPresence({ db, clock, version, config, activity, elapsed = () => performance.now() }: Self): Presence {
  const id = randomUUID();
  const self = { id, host: hostname(), pid: process.pid, version, ...config, startedAt: new Date(clock.now()) };
  let joinedAt: Date | null = null;
  let heard: KnownWorker[] = [];
  let strays = new Set<number>();
  /** Since when its own beats have gone through: before that nobody was heard, and none of the others is taken for dead. */
  let steadySince = elapsed();
  let lastBeatAt = elapsed();
  let told = { conflict: null as string | null, at: 0 };

  const tell = (): void => {
    const conflict = conflictOf(heard);
    if (conflict === null && told.conflict !== null) log.info('all workers read the same trailwatch.yaml again');
    if (conflict !== null && (conflict !== told.conflict || elapsed() - told.at > sayAgainMs)) {
      log.warn({ workers: heard.map(({ host, pid, configHash }) => ({ host, pid, configHash })) }, conflict);
    } else if (conflict !== null) return;
    told = { conflict, at: elapsed() };
  };

  /** One whose beginning is on its way back is among the strays for a moment: only what was one at the last beat, too, is closed. */
  const closeStrays = async (at: Date): Promise<void> => {
    const found = await listStrays(db, id);
    await closeRuns(
      db,
      found.filter((run) => strays.has(run)),
      at,
    );
    strays = new Set(found);
  };

  return {
    id,
    count: () => Math.max(1, heard.length),
    isCurrent: () => heard.length === 0 || heard[0]?.configHash === config.configHash,
    async beat() {
      joinedAt = await beat(db, self, { joinedAt, ...activity() });
      if (elapsed() - lastBeatAt > silentAfterMs / 2) steadySince = elapsed();
      lastBeatAt = elapsed();
      const mayJudge = elapsed() - steadySince > silentAfterMs;
      const known = await listWorkers(db);
      const dead = known.filter((one) => isGone(one) || (mayJudge && one.silentMs > silentAfterMs)).map((one) => one.id);
      await removeWorkers(db, dead);
      heard = known.filter((one) => !dead.includes(one.id));
      const now = clock.now();
      await closeStaleRuns(db, { startedBefore: new Date(now - deadAfterMs), at: new Date(now) });
      await closeStrays(new Date(now));
      tell();
    },
    async leave() {
      await removeWorkers(db, [id]);
    },
  };
}

/** Begins to be seen. Where others work, they are given the time to take less of the limits before this one takes its part. */
export async function join(presence: Presence, signal: AbortSignal): Promise<void> {
  await presence.beat();
  if (presence.count() > 1) await sleep(beatMs + 1000, undefined, { signal }).catch(() => {});
}
