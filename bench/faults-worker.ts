import { loadConfig } from '#lib/config.ts';
import { runWorker } from '#lib/worker/run.ts';
import { answerAsks } from './child.ts';
import { machineClock } from './faults-machine-clock.ts';

/** The worker's process on a machine of the simulation. It has read its program when it begins, which is when it is asked to. */
export type WorkerAsk = Record<string, never>;

/** Quotas are not what is measured here. */
const pace = 300;
const hurry = 8;

answerAsks<WorkerAsk, Record<string, never>>(() => {
  const config = loadConfig();
  const databaseUrl = process.env.DATABASE_URL ?? '';
  void runWorker({
    config,
    databaseUrl,
    clock: { ...machineClock, speed: 1, pace },
    signal: new AbortController().signal,
    hurry,
  });
  return {};
});
