import type { CallFailure } from '#lib/aws/call.ts';
import { fetchMetricData } from '#lib/aws/metric-data.ts';
import { minimumCalls, minutesOf, packQueries } from '#lib/metrics/batches.ts';
import { askedOf, type OwedWindow, owedOf, settledEnd } from '#lib/metrics/windows.ts';
import { markAsked } from '#lib/store/ledger.ts';
import { notify } from '#lib/store/notices.ts';
import { ensureSampleDays } from '#lib/store/partitions.ts';
import { saveSamples } from '#lib/store/samples.ts';
import { listIdsToAsk, listSeriesById, type StoredSeries } from '#lib/store/series.ts';
import { transaction } from '#lib/store/transaction.ts';
import type { RunContext, Units } from '../context.ts';
import { eachAtOnce } from '../each.ts';
import { createGate } from '../gate.ts';
import { subjectOf } from './failed-series.ts';
import { inKeptUnits } from './kept-units.ts';

const batchesAtOnce = 3;

const stopped: CallFailure = {
  service: 'cloudwatch',
  operation: 'GetMetricData',
  code: 'Stopped',
  word: 'late',
  message: 'The worker was asked to stop before it came to this.',
  requestId: null,
  isGone: false,
};

const undone: CallFailure = {
  ...stopped,
  code: 'NotTaken',
  message: 'No worker brought this to an end: those that took it died, or lost their database.',
};

/** A unit is some seconds of work: little is done again when its worker dies. */
const batchesPerUnit = 4;
/** What takes one worker a moment is not worth sharing. */
const batchesAlone = 12;

/** What a batch needs of the run that it is done for, in whichever process. */
export type BatchRun = Pick<RunContext, 'aws' | 'db' | 'place' | 'clock' | 'count' | 'fail'>;

/**
 * Fetches series over one window in as few calls as there can be, and stores each batch as it comes; what takes more than a moment, with
 * the help of other workers. What a call could not give is on the run with its series and window, to be repaired; the rest is kept.
 * Of tens of thousands only the ids are held: each batch reads its own series.
 */
export async function fetchWindow(run: RunContext, seriesIds: readonly number[], window: OwedWindow): Promise<void> {
  const minutes = minutesOf(askedOf(window));
  const batches = packQueries(await listIdsToAsk(run.db, run.place.account, seriesIds), minutes);
  run.count('queries', seriesIds.length);
  run.count('minimumCalls', minimumCalls(seriesIds.length, minutes));
  if (run.units && batches.length > batchesAlone) return shareBatches({ ...run, units: run.units }, batches, window);
  const reached = new Set<readonly number[]>();
  await eachAtOnce(
    batches,
    batchesAtOnce,
    async (batch) => {
      reached.add(batch);
      await fetchBatch(run, batch, window);
    },
    run.signal,
  );
  const left = batches.filter((batch) => !reached.has(batch)).flat();
  if (left.length > 0) run.fail(stopped, { seriesIds: left, window: owedOf(window) });
}

/** Gives the batches away in units and takes what came of them over into the run. */
async function shareBatches(run: RunContext & { units: Units }, batches: readonly number[][], window: OwedWindow): Promise<void> {
  const units = Array.from({ length: Math.ceil(batches.length / batchesPerUnit) }, (_, index) => ({
    ...run.place,
    run: run.id,
    window,
    batches: batches.slice(index * batchesPerUnit, (index + 1) * batchesPerUnit),
  }));
  const reports = await run.units.share(units, run.signal);
  run.count('units', units.length);
  for (const [index, report] of reports.entries()) {
    if (report === null) {
      run.fail(run.signal.aborted ? stopped : undone, { seriesIds: units[index]?.batches.flat() ?? [], window: owedOf(window) });
      continue;
    }
    for (const [figure, by] of Object.entries(report.counts)) run.count(figure, by);
    for (const { failure, about } of report.failures) run.fail(failure, about);
    run.aws.tally.add(report.tally);
  }
}

/** Points that a process has in the air, over all places: an answer of 90,000 is tens of megabytes until it is stored. */
const pointsInTheAir = createGate(200_000);

/** Fetches one call's series and stores them. */
export const fetchBatch = (run: BatchRun, seriesIds: readonly number[], window: OwedWindow): Promise<void> =>
  pointsInTheAir.within(seriesIds.length * minutesOf(askedOf(window)), async () =>
    fetchAndStore(run, await listSeriesById(run.db, run.place.account, seriesIds), window),
  );

async function fetchAndStore(run: BatchRun, batch: readonly StoredSeries[], window: OwedWindow): Promise<void> {
  const asked = askedOf(window);
  const answers = await fetchMetricData(run.aws, batch, asked);
  await ensureSampleDays(
    run.db,
    answers.map(({ id, at, values }) => ({ seriesId: id, at, values })),
  );
  // By the time that the answer told: minutes to come would count as answered for ever.
  const settled = { from: asked.from, to: Math.min(asked.to, settledEnd(run.clock.now())) };
  await transaction(run.db, async (client) => {
    const points = await inKeptUnits(client, run.place, { series: batch, answers, periodSeconds: 60 });
    run.count('written', await saveSamples(client, run.place.account, points));
    const answered = answers.filter((one) => one.failure === null);
    await markAsked(client, run.place, { seriesIds: answered.map((one) => one.id), window: settled });
    await notify(client, { ...run.place, noun: 'metrics' });
  });
  const failed = Map.groupBy(
    answers.filter((answer) => answer.failure !== null),
    ({ failure }) => `${failure?.code}\n${failure?.message}\n${failure?.requestId}`,
  );
  run.count('read', answers.length - [...failed.values()].flat().length);
  for (const group of failed.values()) {
    const failure = group[0]?.failure;
    if (failure)
      run.fail(failure, {
        subject: subjectOf(failure, group, batch),
        seriesIds: group.map((one) => one.id),
        window: owedOf(window),
      });
  }
}
