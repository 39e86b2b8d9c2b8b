import { demoConfig } from '#demo/config-file.ts';
import { openAws } from '#lib/aws/session.ts';
import { placesOf } from '#lib/collect/cycle.ts';
import { metrics } from '#lib/collect/metrics/metrics.ts';
import { parseConfig } from '#lib/config.ts';
import { database } from '#lib/db.ts';
import { logFor } from '#lib/log.ts';
import { answerAsks } from './child.ts';

/** The worker's collector of metrics as a process of its own, whose clock is set by the bench: one pass over all places for each question. */
export type WorkerAsk = { now: number };
export type WorkerAnswer = { seconds: number; cpuSeconds: number; peakMb: number; written: number; troubles: string[] };

let now = 0;
const clock = { now: () => now, speed: 0, pace: 1 };
// The demo's budget is for its forty endpoints: it would stretch every interval here.
const { budget: _, ...config } = parseConfig(demoConfig(), 'demo.yaml');
const collecting = {
  config,
  aws: openAws(clock),
  db: database(),
  clock,
  log: logFor('bench'),
  signal: new AbortController().signal,
};
const places = placesOf(collecting);

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

answerAsks<WorkerAsk, WorkerAnswer>(async (ask) => {
  now = ask.now;
  const before = { at: performance.now(), cpu: cpuSeconds() };
  const reports = (await Promise.all(places.map((place) => metrics.collect(place)))).flatMap((one) => one ?? []);
  return {
    seconds: (performance.now() - before.at) / 1000,
    cpuSeconds: cpuSeconds() - before.cpu,
    peakMb: process.resourceUsage().maxRSS / 1000,
    written: reports.reduce((sum, { counts }) => sum + (counts.written ?? 0), 0),
    troubles: reports.flatMap(({ failures }) => failures.map(({ code, message }) => `${code}: ${message}`)),
  };
});
