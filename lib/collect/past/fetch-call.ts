import type { PoolClient } from 'pg';
import { fetchMetricData } from '#lib/aws/metric-data.ts';
import { pointsPerCall } from '#lib/metrics/batches.ts';
import type { HistoryPeriod } from '#lib/metrics/history.ts';
import type { HistoryCall } from '#lib/metrics/history-calls.ts';
import { noteFilled } from '#lib/store/history-fills.ts';
import { markPastAsked } from '#lib/store/history-ledger.ts';
import { notify } from '#lib/store/notices.ts';
import { ensureRollupDays, ensureSampleDays } from '#lib/store/partitions.ts';
import { saveRollups } from '#lib/store/rollups.ts';
import { type SeriesPoints, saveSamples } from '#lib/store/samples.ts';
import { listSeriesById } from '#lib/store/series.ts';
import { transaction } from '#lib/store/transaction.ts';
import type { RunContext } from '../context.ts';
import { createGate } from '../gate.ts';
import { subjectOf } from '../metrics/failed-series.ts';
import { inKeptUnits } from '../metrics/kept-units.ts';

type Asked = { periodSeconds: HistoryPeriod; series: readonly SeriesPoints[] };

/** Apart from those of live collection, which never waits for the past. */
const pointsInTheAir = createGate(2 * pointsPerCall);

const ensureDays = ({ db }: RunContext, { periodSeconds }: HistoryCall, points: readonly SeriesPoints[]): Promise<void> =>
  periodSeconds === 60 ? ensureSampleDays(db, points) : ensureRollupDays(db, periodSeconds, points);

const save = (client: PoolClient, { account }: RunContext['place'], asked: Asked): Promise<number> =>
  asked.periodSeconds === 60
    ? saveSamples(client, account, asked.series)
    : saveRollups(client, account, { periodSeconds: asked.periodSeconds, series: asked.series });

async function fetchAndStore(run: RunContext, call: HistoryCall, fill: number | null): Promise<void> {
  const { periodSeconds, window, seriesIds } = call;
  const series = await listSeriesById(run.db, run.place.account, seriesIds);
  const answers = await fetchMetricData(run.aws, series, { ...window, periodSeconds, isSpare: true });
  await ensureDays(
    run,
    call,
    answers.map(({ id, at, values }) => ({ seriesId: id, at, values })),
  );
  const answered = answers.filter(({ failure }) => failure === null).map(({ id }) => id);
  const at = new Date(run.clock.now());
  await transaction(run.db, async (client) => {
    const points = await inKeptUnits(client, run.place, { series, answers, periodSeconds });
    run.count('written', await save(client, run.place, { periodSeconds, series: points }));
    await markPastAsked(client, run.place, { periodSeconds, seriesIds: answered, window });
    if (fill !== null && answered.length > 0) await noteFilled(client, fill, call, at);
    await notify(client, { ...run.place, noun: 'metrics' });
  });
  run.count('queries', series.length);
  run.count('minimumCalls', 1);
  run.count('read', answered.length);
  const failed = Map.groupBy(
    answers.filter(({ failure }) => failure !== null),
    ({ failure }) => `${failure?.code}\n${failure?.message}`,
  );
  for (const group of failed.values()) {
    const failure = group[0]?.failure;
    if (failure) run.fail(failure, { subject: subjectOf(failure, group, series), seriesIds: group.map(({ id }) => id), window });
  }
}

/**
 * Fetches one call's series and stores what came with the note that it was asked, in one transaction: killed anywhere it has done it or
 * not. Gives way to live collection in quotas and in memory. @param fill the filling that it is part of, if any
 */
export const fetchPastCall = (run: RunContext, call: HistoryCall, fill: number | null): Promise<void> =>
  pointsInTheAir.within(call.points, () => fetchAndStore(run, call, fill));
