import type { CallFailure } from '#lib/aws/call.ts';
import { fetchMetricData, type MetricQuery } from '#lib/aws/metric-data.ts';
import { minimumCalls, minutesOf, packQueries } from '#lib/metrics/batches.ts';
import type { Window } from '#lib/metrics/windows.ts';
import { notify } from '#lib/store/notices.ts';
import { ensureSampleDays } from '#lib/store/partitions.ts';
import { saveSamples } from '#lib/store/samples.ts';
import { transaction } from '#lib/store/transaction.ts';
import type { RunContext } from '../context.ts';
import { eachAtOnce } from '../each.ts';

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

/**
 * Fetches series over one window in as few calls as there can be, and stores each batch as it comes. What a call could not give
 * is on the run with its series and window, to be repaired; the rest is kept.
 */
export async function fetchWindow(run: RunContext, series: readonly MetricQuery[], window: Window): Promise<void> {
  const minutes = minutesOf(window);
  const batches = packQueries(series, minutes);
  run.count('queries', series.length);
  run.count('minimumCalls', minimumCalls(series.length, minutes));
  const reached = new Set<readonly MetricQuery[]>();
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
  if (left.length > 0) run.fail(stopped, { seriesIds: left.map((one) => one.id), window });
}

/** A series that failed alone is named. */
function subjectOf(group: readonly { id: number }[], batch: readonly MetricQuery[]): string {
  const [only] = group.length === 1 ? batch.filter((one) => one.id === group[0]?.id) : [];
  if (!only) return `${group.length} of ${batch.length} series`;
  const dimensions = only.dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join(', ');
  return `${only.metric} ${only.statistic} of ${dimensions || only.namespace}`;
}

async function fetchBatch(run: RunContext, batch: readonly MetricQuery[], window: Window): Promise<void> {
  const answers = await fetchMetricData(run.aws, batch, window);
  const points = answers.map(({ id, at, values }) => ({ seriesId: id, at, values }));
  await ensureSampleDays(run.db, points);
  await transaction(run.db, async (client) => {
    run.count('written', await saveSamples(client, run.place.account, points));
    await notify(client, { ...run.place, noun: 'metrics' });
  });
  const failed = Map.groupBy(
    answers.filter((answer) => answer.failure !== null),
    ({ failure }) => `${failure?.code}\n${failure?.message}\n${failure?.requestId}`,
  );
  run.count('read', answers.length - [...failed.values()].flat().length);
  for (const group of failed.values()) {
    const failure = group[0]?.failure;
    if (failure) run.fail(failure, { subject: subjectOf(group, batch), seriesIds: group.map((one) => one.id), window });
  }
}
