import { fetchMetricData } from '#lib/aws/metric-data.ts';
import { minimumCalls, minutesOf, packQueries } from '#lib/metrics/batches.ts';
import { askedOf, type OwedWindow, owedOf, settledEnd } from '#lib/metrics/windows.ts';
import { markAsked } from '#lib/store/ledger.ts';
import { notify } from '#lib/store/notices.ts';
import { ensureSampleDays } from '#lib/store/partitions.ts';
import { saveSamples } from '#lib/store/samples.ts';
import { listIdsToAsk, listSeriesById, type StoredSeries } from '#lib/store/series.ts';
import { transaction } from '#lib/store/transaction.ts';
import type { PieceRun, RunContext } from '../context.ts';
import { eachAtOnce } from '../each.ts';
import { createGate } from '../gate.ts';
import { type SharedRun, shareUnits, stopped, undone } from '../share-units.ts';
import { subjectOf } from './failed-series.ts';
import { inKeptUnits } from './kept-units.ts';

const batchesAtOnce = 3;

const called = { service: 'cloudwatch', operation: 'GetMetricData' } as const;

/** A unit is some seconds of work: little is done again when its worker dies. */
const batchesPerUnit = 4;
/** What takes one worker a moment is not worth sharing. */
const batchesAlone = 12;

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
  if (left.length > 0) run.fail(stopped(called), { seriesIds: left, window: owedOf(window) });
}

/** Gives the batches away in units and takes what came of them over into the run. */
async function shareBatches(run: SharedRun, batches: readonly number[][], window: OwedWindow): Promise<void> {
  const units = Array.from({ length: Math.ceil(batches.length / batchesPerUnit) }, (_, index) => ({
    ...run.place,
    ...{ run: run.id, key: `${window.from} ${index}`, window },
    batches: batches.slice(index * batchesPerUnit, (index + 1) * batchesPerUnit),
  }));
  for (const { unit, report } of await shareUnits(run, units, run.signal)) {
    const failure = run.signal.aborted ? stopped(called) : undone(called);
    if (report === null) run.fail(failure, { seriesIds: unit.batches.flat(), window: owedOf(window) });
  }
}

/** Points that a process has in the air, over all places: an answer of 90,000 is tens of megabytes until it is stored. */
const pointsInTheAir = createGate(200_000);

/** Fetches one call's series and stores them. */
export const fetchBatch = (run: PieceRun, seriesIds: readonly number[], window: OwedWindow): Promise<void> =>
  pointsInTheAir.within(seriesIds.length * minutesOf(askedOf(window)), async () =>
    fetchAndStore(run, await listSeriesById(run.db, run.place.account, seriesIds), window),
  );

async function fetchAndStore(run: PieceRun, batch: readonly StoredSeries[], window: OwedWindow): Promise<void> {
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
