import { setTimeout as sleep } from 'node:timers/promises';
import { openAws } from '#lib/aws/session.ts';
import { createPlaces } from '#lib/collect/accounts/places.ts';
import type { PlaceContext, RunReport } from '#lib/collect/context.ts';
import { type Collecting, collectCycle } from '#lib/collect/cycle.ts';
import { fillMetrics } from '#lib/collect/metrics/metrics.ts';
import { collectors } from '#lib/collect/registry.ts';
import { loadConfig } from '#lib/config.ts';
import { shareOf } from '#lib/config-collection.ts';
import { closeDatabase, database } from '#lib/db.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { logFor } from '#lib/log.ts';
import { databaseTrouble } from '#lib/store/database-trouble.ts';
import { clockFrom } from '#lib/time.ts';
import { configHash } from '#lib/worker/config-hash.ts';
import { beatMs, createPresence, join, type Presence } from '#lib/worker/presence.ts';
import { trailwatchVersion } from '#lib/worker/version.ts';
import { type Command, exitCodes } from '../command.ts';
import { spanOf } from '../span.ts';
import { type Column, textTable } from '../table.ts';

const count = (figure: string) => (report: RunReport) => report.counts[figure] ?? 0;
const isMeasured = (report: RunReport): boolean => report.collector === 'metrics';

const columns: readonly Column<RunReport>[] = [
  {
    head: 'collector',
    cell: (report) => (report.purpose === 'live' ? report.collector : `${report.collector} (${report.purpose})`),
  },
  { head: 'account', cell: (report) => report.account },
  { head: 'Region', cell: (report) => report.region },
  { head: 'status', cell: (report) => report.status },
  { head: 'read', cell: count('read'), isNumber: true },
  { head: 'written', cell: count('written'), isNumber: true },
  { head: 'calls', cell: (report) => report.calls, isNumber: true },
  { head: 'retries', cell: (report) => report.retries, isNumber: true },
  { head: 'GetMetricData', cell: (report) => (isMeasured(report) ? report.getMetricDataCalls : ''), isNumber: true },
  { head: 'minimum', cell: (report) => (isMeasured(report) ? count('minimumCalls')(report) : ''), isNumber: true },
  { head: 'USD', cell: (report) => report.priceUsd.toFixed(5), isNumber: true },
  { head: 'seconds', cell: (report) => report.seconds.toFixed(1), isNumber: true },
  { head: 'failures', cell: (report) => report.failures.length || '', isNumber: true },
];

const failureLines = (reports: readonly RunReport[]): string[] =>
  reports.flatMap(({ collector, account, region, failures }) =>
    failures.map(
      ({ operation, subject, word, code, message }) =>
        `${collector} ${account} ${region}: ${operation}${subject ? ` (${subject})` : ''} ${word}: ${code}: ${message}`,
    ),
  );

type Report = (report: RunReport) => void;

/** Collectors that had nothing to ask in a place: a worker beside this cycle had asked already. Said, because a missing row reads as a fault. */
const idleLines = (places: readonly PlaceContext[], reports: readonly RunReport[]): string[] =>
  places.flatMap(({ account, region }) =>
    collectors
      .filter(({ id }) => !reports.some((one) => one.collector === id && one.account === account.id && one.region === region))
      .map(({ id }) => `${id} ${account.id} ${region}: nothing to ask: what has settled was read already`),
  );

/** After a cycle: every place's metrics back to so long ago, newest first. What was stored before is not asked for again. */
async function fillHistory(places: readonly PlaceContext[], historyMs: number, onReport: Report): Promise<RunReport[]> {
  const fill = async (context: PlaceContext): Promise<RunReport[]> => {
    const reports: RunReport[] = [];
    while (!context.signal.aborted) {
      const report = await fillMetrics(context, historyMs);
      if (report === null) break;
      reports.push(report);
      onReport(report);
      if (report.status === 'failed') break;
    }
    return reports;
  };
  return (await Promise.all(places.map(fill))).flat();
}

/** A beat that did not go through is made up for by the next. */
async function keepBeating({ beat }: Presence, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(beatMs, undefined, { signal }).catch(() => {});
    await beat().catch((error: unknown) => {
      if (!databaseTrouble(error)) throw error;
    });
  }
}

export const command: Command = {
  name: 'collect',
  summary: 'Run one cycle of every collector over every account and Region, and say what it did',
  usage:
    'npm run trailwatch -- collect --once [--since 14d] [--json]\n--since fills the metrics of that long ago, too.\nA running worker is not in the way: what both store is stored once, and they share the limits.\nExit status: 0 all went through, 1 some call failed (listed).',
  options: { once: { type: 'boolean' }, since: { type: 'string' } },
  needs: ['database', 'aws'],
  async run({ options, json, say, print, signal }) {
    if (!options.once) {
      throw new TrailwatchError('invalid', 'collect needs --once', { mend: 'without an end, collecting is what `worker` does' });
    }
    const historyMs =
      typeof options.since === 'string' ? spanOf(options.since, 'CloudWatch keeps 15 days of minutes') : undefined;
    const db = database();
    const config = loadConfig();
    const aws = openAws(clockFrom(process.env), undefined, {
      shareOf: (call) => shareOf(config.collection, call),
      workers: () => presence.count(),
    });
    const { clock } = aws;
    // Counted as one more worker while it lasts: beside others it takes its part of their limits, and no more.
    const presence: Presence = createPresence({
      ...{ db, clock, version: trailwatchVersion(), config: configHash(config) },
      activity: () => ({ units: 0, holds: aws.holds() }),
    });
    const beating = new AbortController();
    let beats: Promise<void> | null = null;
    try {
      await join(presence, signal);
      beats = keepBeating(presence, beating.signal);
      const collecting: Collecting = { config, aws, db, clock, log: logFor('collect'), signal, worker: presence.id };
      const onReport: Report = ({ collector, account, region, purpose, status }) =>
        say(`${collector}${purpose === 'live' ? '' : ` (${purpose})`} ${account} ${region}: ${status}`);
      const places = await createPlaces(collecting)();
      const reports = await collectCycle(collecting, { onReport, places });
      for (const line of idleLines(places, reports)) say(line);
      if (historyMs !== undefined) reports.push(...(await fillHistory(places, historyMs, onReport)));
      if (json) print(reports);
      else for (const line of ['', ...textTable(columns, reports), '', ...failureLines(reports)]) say(line);
      return reports.some((report) => report.failures.length > 0) ? exitCodes.fault : exitCodes.ok;
    } finally {
      beating.abort();
      await beats;
      await presence.leave();
      aws.close();
      await closeDatabase(db);
    }
  },
};
