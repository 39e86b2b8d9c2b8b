import { filterLogEvents } from '#lib/aws/logs.ts';
import { fetchAll, pages } from '#lib/aws/pages.ts';
import { sagemaker } from '#lib/aws/sagemaker.ts';
import { sampled } from '#lib/catalog/metrics.ts';
import type { WantedSeries } from '#lib/metrics/plan.ts';
import { dimensionsKey, seriesKey } from '#lib/metrics/series.ts';
import { findCursor, setCursor } from '#lib/store/cursors.ts';
import { notify } from '#lib/store/notices.ts';
import { ensureSampleDays } from '#lib/store/partitions.ts';
import { saveQuarantine } from '#lib/store/quarantine.ts';
import { listKnown } from '#lib/store/resources.ts';
import { saveSamples } from '#lib/store/samples.ts';
import { saveSealedIdentities } from '#lib/store/sealed-identities.ts';
import { ensureSeries } from '#lib/store/series.ts';
import { transaction } from '#lib/store/transaction.ts';
import { saveWorkerEvents } from '#lib/store/worker-events.ts';
import { pseudonymKeys } from '#lib/store/worker-key.ts';
import { dayMs, floorTo, hourMs, minuteMs } from '#lib/time.ts';
import type { Collector, RunContext } from './context.ts';
import { recordRun } from './run.ts';
import { openSealer } from './sealer.ts';
import { begunBy } from './told-time.ts';
import { parseWorkerLine } from './worker-activity.ts';

const logGroupName = '/aws/sagemaker/groundtruth/WorkerActivity';
/** What people did a week ago says whether they are usually there now. */
const firstLogMs = 7 * dayMs + hourMs;
const overlapMs = 15 * minuteMs;
/** A job's counters are looked at until so long after its end. */
const lastLookMs = 15 * minuteMs;

async function collectLog(run: RunContext): Promise<void> {
  const { db, place, clock } = run;
  const key = { ...place, collector: 'workforce', key: 'worker-activity' };
  const stored = (await findCursor(db, key)) as { at: number } | null;
  const startedAt = clock.now();
  const sealer = await openSealer(db);
  const input = { logGroupName, startTime: (stored?.at ?? startedAt - firstLogMs) - overlapMs, endTime: startedAt };
  for await (const page of pages(run.aws, filterLogEvents, input, { into: 'nextToken' })) {
    // No workteam has a log of its own yet: nobody has labelled anything.
    if (!page.ok) return page.failure.isGone ? run.count('absentLogs') : run.fail(page.failure, { subject: logGroupName });
    const lines = (page.value.events ?? []).map(({ eventId = '', timestamp = 0, message = '' }) => ({
      id: eventId,
      at: timestamp,
      message,
    }));
    const refused = await transaction(db, async (client) => {
      const at = new Date(clock.now());
      const keys = await pseudonymKeys(client, new Date(startedAt));
      const parsed = lines.map((line) => ({ line, result: parseWorkerLine(line, keys) }));
      const read = parsed.flatMap(({ result }) => (result.ok ? [result] : []));
      const unread = parsed.flatMap(({ line, result }) =>
        result.ok ? [] : [{ source: 'worker-activity', body: line.message, reason: `${logGroupName}: ${result.reason}` }],
      );
      run.count(
        'written',
        await saveWorkerEvents(
          client,
          place,
          read.map(({ event }) => event),
        ),
      );
      if (sealer) {
        const identities = new Map(read.map(({ event, identity }) => [event.worker, identity]));
        await saveSealedIdentities(client, sealer.sealAll(identities), { mark: sealer.mark, at });
      }
      await saveQuarantine(client, unread, at);
      await notify(client, { ...place, noun: 'workforce' });
      return unread;
    });
    run.count('read', lines.length);
    if (refused.length > 0) run.count('quarantined', refused.length);
  }
  await setCursor(db.pool, key, { at: begunBy(clock, startedAt) }, new Date(startedAt));
}

type Figure = { series: WantedSeries; value: number };

function figuresOf(workteam: string, job: string, counters: Readonly<Record<string, number | undefined>>): Figure[] {
  const dimensions = [
    { Name: 'LabelingJobName', Value: job },
    { Name: 'WorkteamName', Value: workteam },
  ];
  return (['workteam.labeled', 'workteam.pending'] as const).flatMap((metricId) => {
    const { namespace, metric, unit } = sampled[metricId];
    const value = counters[metric];
    if (value === undefined) return [];
    const identity = { kind: 'labeling_job', name: job, namespace, metric, dimensions, dimensionsKey: dimensionsKey(dimensions) };
    return [
      { value, series: { ...identity, statistic: 'Sample', metricId, unit, activeFrom: 0, activeTo: Number.POSITIVE_INFINITY } },
    ];
  });
}

/** What each workteam has labelled and still has to, per job, as SageMaker counts it. */
async function collectCounters(run: RunContext): Promise<void> {
  const { db, place, clock } = run;
  const now = clock.now();
  const teams = await listKnown(db, place, { kinds: ['workteam'], endedSince: new Date(now) });
  const jobs = await listKnown(db, place, { kinds: ['labeling_job'], endedSince: new Date(now - lastLookMs) });
  // A workteam lists every job that it ever had: the counters of what has ended change no more.
  const counted = new Set(jobs.map((job) => job.name));
  const figures: Figure[] = [];
  for (const team of teams) {
    const { items, failure } = await fetchAll(
      pages(run.aws, sagemaker.ListLabelingJobsForWorkteam, { WorkteamArn: team.arn, MaxResults: 100 }),
      (page) => page.LabelingJobSummaryList,
    );
    if (failure && !failure.isGone) run.fail(failure, { subject: team.name });
    run.count('read', items.length);
    for (const { LabelingJobName, LabelCounters } of items) {
      if (LabelingJobName && counted.has(LabelingJobName))
        figures.push(...figuresOf(team.name, LabelingJobName, { ...LabelCounters }));
    }
  }
  const minute = floorTo(now, minuteMs);
  await ensureSampleDays(db, [{ seriesId: 0, at: [minute], values: [] }]);
  await transaction(db, async (client) => {
    const { ids } = await ensureSeries(
      client,
      place,
      figures.map((one) => one.series),
    );
    const points = figures.flatMap(({ series, value }) => {
      const id = ids.get(seriesKey(series));
      return id === undefined ? [] : [{ seriesId: id, at: [minute], values: [value] }];
    });
    await saveSamples(client, place.account, points);
  });
}

/** Who labels how much: the WorkerActivity log and each workteam's own counters. Workteam metrics come with the metrics. */
export const workforce: Collector = {
  id: 'workforce',
  everyMs: 2 * minuteMs,
  calls: [filterLogEvents, sagemaker.ListLabelingJobsForWorkteam],
  collect: async (context) => [
    await recordRun(context, { collector: 'workforce', purpose: 'live' }, async (run) => {
      await collectLog(run);
      await collectCounters(run);
    }),
  ],
};
