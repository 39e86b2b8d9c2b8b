import { openAws } from '#lib/aws/session.ts';
import type { RunReport } from '#lib/collect/context.ts';
import { type Collecting, collectCycle, placesOf } from '#lib/collect/cycle.ts';
import { fillMetrics } from '#lib/collect/metrics/metrics.ts';
import { collectors } from '#lib/collect/registry.ts';
import { loadConfig } from '#lib/config.ts';
import { closeDatabase, database } from '#lib/db.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { logFor } from '#lib/log.ts';
import { clockFrom, dayMs, hourMs } from '#lib/time.ts';
import { type Command, exitCodes } from '../command.ts';
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
const idleLines = (collecting: Collecting, reports: readonly RunReport[]): string[] =>
  placesOf(collecting).flatMap(({ account, region }) =>
    collectors
      .filter(({ id }) => !reports.some((one) => one.collector === id && one.account === account.id && one.region === region))
      .map(({ id }) => `${id} ${account.id} ${region}: nothing to ask: what has settled was read already`),
  );

/** @throws TrailwatchError for anything but hours or days */
function spanOf(text: string): number {
  const match = /^([1-9]\d{0,2})([hd])$/.exec(text);
  if (match) return Number(match[1]) * (match[2] === 'h' ? hourMs : dayMs);
  throw new TrailwatchError('invalid', `--since ${text} is no span of time`, {
    mend: 'give hours or days, like 36h or 14d; CloudWatch keeps 15 days of minutes',
  });
}

/** After a cycle: every place's metrics back to so long ago, newest first. What was stored before is not asked for again. */
async function fillHistory(collecting: Collecting, historyMs: number, onReport: Report): Promise<RunReport[]> {
  const fill = async (context: ReturnType<typeof placesOf>[number]): Promise<RunReport[]> => {
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
  return (await Promise.all(placesOf(collecting).map(fill))).flat();
}

export const command: Command = {
  name: 'collect',
  summary: 'Run one cycle of every collector over every account and Region, and say what it did',
  usage:
    'npm run trailwatch -- collect --once [--since 14d] [--json]\n--since fills the metrics of that long ago, too.\nA running worker is not in the way: what both store is stored once.\nExit status: 0 all went through, 1 some call failed (listed).',
  options: { once: { type: 'boolean' }, since: { type: 'string' } },
  needs: ['database', 'aws'],
  async run({ options, json, say, print, signal }) {
    if (!options.once) {
      throw new TrailwatchError('invalid', 'collect needs --once', { mend: 'without an end, collecting is what `worker` does' });
    }
    const historyMs = typeof options.since === 'string' ? spanOf(options.since) : undefined;
    const clock = clockFrom(process.env);
    const db = database();
    const aws = openAws(clock);
    try {
      const collecting = { config: loadConfig(), aws, db, clock, log: logFor('collect'), signal };
      const onReport: Report = ({ collector, account, region, purpose, status }) =>
        say(`${collector}${purpose === 'live' ? '' : ` (${purpose})`} ${account} ${region}: ${status}`);
      const reports = await collectCycle(collecting, { onReport });
      for (const line of idleLines(collecting, reports)) say(line);
      if (historyMs !== undefined) reports.push(...(await fillHistory(collecting, historyMs, onReport)));
      if (json) print(reports);
      else for (const line of ['', ...textTable(columns, reports), '', ...failureLines(reports)]) say(line);
      return reports.some((report) => report.failures.length > 0) ? exitCodes.fault : exitCodes.ok;
    } finally {
      aws.close();
      await closeDatabase(db);
    }
  },
};
