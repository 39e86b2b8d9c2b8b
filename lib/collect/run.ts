import type { CallFailure } from '#lib/aws/call.ts';
import { createTally, type Tally } from '#lib/aws/tally.ts';
import { databaseTrouble } from '#lib/store/database-trouble.ts';
import { addToMeter } from '#lib/store/meter.ts';
import { notify } from '#lib/store/notices.ts';
import { postponeEnd } from '#lib/store/postponed.ts';
import {
  endRun,
  type NewRunFailure,
  noteProgress,
  type RunEnd,
  type RunPurpose,
  type RunStatus,
  type Span,
  startRun,
} from '#lib/store/runs.ts';
import type { CollectorId, PlaceContext, RunContext, RunReport } from './context.ts';

export type RunPlan = { collector: CollectorId; purpose: RunPurpose; window?: Span | null };

const flushEveryMs = 5000;
const longestMessage = 2000;
/** From here on a machine's clock is corrected by AWS's, and the run says by how much it was ahead or behind. */
const tellSkewMs = 10_000;

const ownFailure = (collector: string, error: unknown): CallFailure => ({
  service: 'trailwatch' as CallFailure['service'],
  operation: collector,
  code: error instanceof Error ? error.name : 'Error',
  word: 'not_collected',
  message: (error instanceof Error ? error.message : String(error)).slice(0, longestMessage),
  requestId: null,
  isGone: false,
});

/**
 * The meter is written as calls are made, so that a killed worker has lost seconds of it at most; and with it what the run has
 * done so far, so that a long one can be watched.
 */
function keepMeter(
  { db }: PlaceContext,
  tally: Tally,
  { runId, counts }: { runId: number; counts: Record<string, number> },
): () => void {
  const timer = setInterval(() => {
    const entries = tally.drain();
    addToMeter(db.pool, entries).catch(() => tally.restore(entries));
    // The end of the run says it again.
    noteProgress(db, runId, counts).catch(() => undefined);
  }, flushEveryMs);
  return () => clearInterval(timer);
}

const patienceOf = ({ signal, boundMs }: PlaceContext): AbortSignal =>
  boundMs === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(boundMs)]);

const statusOf = (failures: readonly unknown[], counts: Record<string, number>): RunStatus => {
  if (failures.length === 0) return 'ok';
  return (counts.read ?? 0) > 0 ? 'partial' : 'failed';
};

type Ending = { end: RunEnd; tally: Tally; broken: { error: unknown } | null };

/** Trouble with the database goes to the worker, which waits; the end of the run is written down when there is a place for it again. */
async function writeEnd({ db }: PlaceContext, runId: number, { end, tally, broken }: Ending): Promise<void> {
  const meter = tally.drain();
  const write = (): Promise<void> => endRun(db, runId, end, meter);
  if (broken && databaseTrouble(broken.error)) {
    postponeEnd(db, write);
    throw broken.error;
  }
  try {
    await write();
  } catch (error) {
    if (databaseTrouble(error)) postponeEnd(db, write);
    throw error;
  }
}

/**
 * Runs one pass of a collector and records it: window, figures, calls, price, and every call that failed. What a call could not
 * answer is on the run; an error of the program is, too. Only errors of the database are thrown.
 */
export async function recordRun(
  context: PlaceContext,
  plan: RunPlan,
  body: (run: RunContext) => Promise<void>,
): Promise<RunReport> {
  const { account, region, db, clock, log } = context;
  const place = { account: account.id, region };
  const window = plan.window ?? null;
  const startedAt = clock.now();
  const runId = await startRun(db, {
    ...place,
    collector: plan.collector,
    purpose: plan.purpose,
    window,
    startedAt: new Date(startedAt),
    worker: context.worker ?? null,
  });
  const tally = createTally();
  const counts: Record<string, number> = {};
  const failures: NewRunFailure[] = [];
  const fail: RunContext['fail'] = ({ isGone, ...failure }, about = {}) => {
    failures.push({ ...failure, subject: about.subject ?? null, seriesIds: about.seriesIds ?? [], window: about.window ?? null });
  };
  const stopMeter = keepMeter(context, tally, { runId, counts });
  let broken: { error: unknown } | null = null;
  try {
    await body({
      ...{
        id: runId,
        place,
        db,
        clock,
        log,
        fail,
        config: context.config,
        signal: context.signal,
        patience: patienceOf(context),
        ...(context.units ? { units: context.units } : {}),
      },
      aws: context.aws.region(account, region, tally),
      count: (figure, by = 1) => {
        counts[figure] = (counts[figure] ?? 0) + by;
      },
    });
  } catch (error) {
    broken = { error };
    if (!databaseTrouble(error)) log.error({ err: error, ...place, collector: plan.collector }, 'a collector failed');
    fail(ownFailure(plan.collector, error));
  } finally {
    stopMeter();
  }
  const { metrics: metricsRequested, statistics: statisticsRequested, ...totals } = tally.totals();
  const aheadMs = context.aws.skewMs() ?? 0;
  if (Math.abs(aheadMs) >= tellSkewMs) counts.clockOffSeconds = Math.round(-aheadMs / 1000);
  // Nobody knows what a broken run left out: it covers nothing, and its window is asked for again.
  const status = broken ? 'failed' : statusOf(failures, counts);
  const figures = { counts, metricsRequested, statisticsRequested, ...totals };
  await writeEnd(context, runId, { end: { ...figures, status, endedAt: new Date(clock.now()), failures }, tally, broken });
  await notify(db.pool, { ...place, noun: 'runs' });
  return {
    ...{ runId, collector: plan.collector, ...place, purpose: plan.purpose, window, status, ...figures },
    getMetricDataCalls: tally.firstCallsOf('GetMetricData'),
    seconds: (clock.now() - startedAt) / 1000,
    failures: failures.map(({ operation, subject, word, code, message }) => ({ operation, subject, word, code, message })),
  };
}
