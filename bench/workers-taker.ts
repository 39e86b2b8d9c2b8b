import { demoConfig } from '#demo/config-file.ts';
import { openAws } from '#lib/aws/session.ts';
import { placesOf } from '#lib/collect/cycle.ts';
import { parseConfig } from '#lib/config.ts';
import { database } from '#lib/db.ts';
import { logFor } from '#lib/log.ts';
import { openQueues } from '#lib/store/queues.ts';
import { fixedClock } from '#lib/time.ts';
import { configHash } from '#lib/worker/config-hash.ts';
import { beatMs, createPresence } from '#lib/worker/presence.ts';
import { createTaking } from '#lib/worker/taking.ts';
import { answerAsks } from './child.ts';

/** A worker that takes units as `lib/worker/main` does, and plans nothing of its own. */
export type TakerAsk = { isTaking: boolean };

const unitsAtOnce = 2;
const config = { ...parseConfig(demoConfig(), 'demo.yaml') };
config.collection = { ...config.collection, unitsAtOnce };
const clock = fixedClock(Number(process.env.BENCH_NOW));
const db = database();
const presence = createPresence({
  ...{ db, clock, version: 'bench', config: configHash(config) },
  activity: () => ({ units: taking.underWay(), holds: aws.holds() }),
});
const aws = openAws(clock, 1, { shareOf: () => 0.5, workers: presence.count });
const boss = await openQueues(process.env.DATABASE_URL ?? '', { isWorker: true });
const collecting = { config, aws, db, clock, log: logFor('bench'), signal: new AbortController().signal, worker: presence.id };
const taking = createTaking(collecting, boss, {
  run: async () => {},
  runPast: async () => {},
  placeOf: async ({ account, region }) => placesOf(collecting).find((one) => one.account.id === account && one.region === region),
});
await presence.beat();
setInterval(() => void presence.beat(), beatMs);

answerAsks<TakerAsk, Record<string, never>>(async ({ isTaking }) => {
  await taking.follow(isTaking);
  return {};
});
