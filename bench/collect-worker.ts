import { demoConfig } from '#demo/config-file.ts';
import type { OwnRule } from '#lib/alerts/own-rule.ts';
import { createOwnWatch } from '#lib/alerts/own-watch.ts';
import { systemScope } from '#lib/auth/scope.ts';
import { openAws } from '#lib/aws/session.ts';
import { placesOf } from '#lib/collect/cycle.ts';
import { metrics } from '#lib/collect/metrics/metrics.ts';
import { parseConfig } from '#lib/config.ts';
import { database } from '#lib/db.ts';
import { logFor } from '#lib/log.ts';
import { listAlertReadings } from '#lib/queries/alert-readings.ts';
import { saveAlertReadings } from '#lib/store/alerts.ts';
import { answerAsks } from './child.ts';

/** A worker as a process of its own, whose clock is set by the bench: one pass of its metrics over all places for each question, or one judging. */
export type WorkerAsk = { now: number; does?: 'judge' | 'judge own' };
/** `judged`: what rules made of what they watch. */
export type WorkerAnswer = {
  seconds: number;
  cpuSeconds: number;
  peakMb: number;
  written: number;
  judged: number;
  troubles: string[];
};

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

type Done = Pick<WorkerAnswer, 'written' | 'judged' | 'troubles'>;

async function collect(): Promise<Done> {
  const reports = (await Promise.all(places.map((place) => metrics.collect(place)))).flatMap((one) => one ?? []);
  return {
    written: reports.reduce((sum, { counts }) => sum + (counts.written ?? 0), 0),
    judged: 0,
    troubles: reports.flatMap(({ failures }) => failures.map(({ code, message }) => `${code}: ${message}`)),
  };
}

/** Rules that look far back, over everything. */
const { rules } = parseConfig(
  JSON.stringify({
    alerts: {
      rules: [
        { id: 'burn', title: 'Burn', burn: { metric: 'Invocation5XXErrors', of: 'Invocations', objective: 99.9 } },
        { id: 'change', title: 'Change', change: { metric: 'Invocations', above: 3, atLeast: 100 } },
      ],
    },
  }),
  'bench',
).alerts;
const watch = createOwnWatch();

async function judge(own: readonly OwnRule[]): Promise<Done> {
  const readings = await listAlertReadings(systemScope(), now, { rules: own, watch });
  await saveAlertReadings(collecting.db, readings, now);
  return { written: 0, judged: readings.length, troubles: [] };
}

answerAsks<WorkerAsk, WorkerAnswer>(async (ask) => {
  now = ask.now;
  const before = { at: performance.now(), cpu: cpuSeconds() };
  const done = await (ask.does === undefined ? collect() : judge(ask.does === 'judge' ? [] : rules));
  return {
    ...done,
    seconds: (performance.now() - before.at) / 1000,
    cpuSeconds: cpuSeconds() - before.cpu,
    peakMb: process.resourceUsage().maxRSS / 1000,
  };
});
