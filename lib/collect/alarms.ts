import { createHash } from 'node:crypto';
import { describeAlarmHistory, describeAlarms } from '#lib/aws/cloudwatch.ts';
import { pages } from '#lib/aws/pages.ts';
import { type Answer, at, listAt, textAt, timeAt } from '#lib/catalog/answer.ts';
import { table } from '#lib/catalog/table.ts';
import { type NewActivity, saveActivities } from '#lib/store/activities.ts';
import { findCursor, setCursor } from '#lib/store/cursors.ts';
import { notify } from '#lib/store/notices.ts';
import { transaction } from '#lib/store/transaction.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import { plainAnswer } from './configuration.ts';
import type { Collector, RunContext } from './context.ts';
import { type ListedResource, saveListed } from './listed.ts';
import { recordRun } from './run.ts';
import { begunBy } from './told-time.ts';

const firstHistoryMs = 7 * dayMs;
const overlapMs = 15 * minuteMs;

const holders = table<string>({
  EndpointName: 'endpoint',
  InferenceComponentName: 'inference_component',
  LabelingJobName: 'labeling_job',
  PipelineName: 'pipeline',
  ClusterName: 'cluster',
});

/** What an alarm watches, by the dimensions of its metric or of the metrics in its expression. */
function watchedBy(alarm: Answer): string | null {
  const metrics = [alarm, ...listAt(alarm, 'Metrics').map((one) => at(one, 'MetricStat.Metric'))];
  for (const dimension of metrics.flatMap((metric) => listAt(metric, 'Dimensions'))) {
    const kind = holders[textAt(dimension, 'Name') ?? ''];
    if (kind) return `${kind}/${textAt(dimension, 'Value')}`;
  }
  return null;
}

const alarmFrom = (alarm: object): ListedResource => {
  const description = plainAnswer(alarm);
  const changedAt = timeAt(description, 'AlarmConfigurationUpdatedTimestamp');
  return {
    ...{ description, parent: watchedBy(description), createdAt: null },
    name: textAt(description, 'AlarmName') ?? '',
    arn: textAt(description, 'AlarmArn') ?? '',
    changedAt: changedAt === undefined ? null : new Date(changedAt),
  };
};

const stateIn = (data: string): string | null => {
  try {
    return textAt(JSON.parse(data), 'newState.stateValue') ?? null;
  } catch {
    return null;
  }
};

/** One item of an alarm's history. AWS gives items no id: the same words at the same moment are the same item. */
function alarmActivity(item: Record<string, unknown>): NewActivity {
  const name = textAt(item, 'AlarmName') ?? '';
  const text = ['Timestamp', 'HistoryItemType', 'HistorySummary', 'HistoryData'].map((field) => textAt(item, field) ?? '');
  return {
    ...{ type: 'alarm', kind: 'alarm', name, endedAt: null, detail: item },
    id: createHash('sha256')
      .update([name, ...text].join('\n'))
      .digest('hex')
      .slice(0, 32),
    at: new Date(timeAt(item, 'Timestamp') ?? 0),
    status: stateIn(textAt(item, 'HistoryData') ?? '') ?? textAt(item, 'HistoryItemType') ?? null,
    summary: textAt(item, 'HistorySummary') ?? '',
    cause: null,
  };
}

async function collectDefinitions(run: RunContext): Promise<void> {
  const found: ListedResource[] = [];
  let isComplete = true;
  for await (const page of pages(run.aws, describeAlarms, { MaxRecords: 100, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] })) {
    if (!page.ok) {
      run.fail(page.failure, { subject: 'alarms' });
      isComplete = false;
      break;
    }
    found.push(...[...(page.value.MetricAlarms ?? []), ...(page.value.CompositeAlarms ?? [])].map(alarmFrom));
  }
  if (isComplete) run.count('read', found.length);
  await saveListed(run, 'alarm', found, isComplete);
}

async function collectHistory(run: RunContext): Promise<void> {
  const { db, place, clock } = run;
  const key = { ...place, collector: 'alarms', key: 'history' };
  const stored = (await findCursor(db, key)) as { at: number } | null;
  const startedAt = clock.now();
  const input = {
    AlarmTypes: ['MetricAlarm' as const, 'CompositeAlarm' as const],
    StartDate: new Date((stored?.at ?? startedAt - firstHistoryMs) - overlapMs),
    EndDate: new Date(startedAt),
    MaxRecords: 100,
  };
  for await (const page of pages(run.aws, describeAlarmHistory, input)) {
    if (!page.ok) return run.fail(page.failure, { subject: 'alarm history' });
    const items = (page.value.AlarmHistoryItems ?? []).map((item) => alarmActivity(plainAnswer(item)));
    run.count('read', items.length);
    await transaction(db, async (client) => {
      run.count('written', await saveActivities(client, place, items));
      await notify(client, { ...place, noun: 'activities' });
    });
  }
  await setCursor(db.pool, key, { at: begunBy(clock, startedAt) }, new Date(startedAt));
}

/** CloudWatch's alarms: what they watch, and when they changed state. */
export const alarms: Collector = {
  id: 'alarms',
  everyMs: 2 * minuteMs,
  calls: [describeAlarms, describeAlarmHistory],
  collect: async (context) => [
    await recordRun(context, { collector: 'alarms', purpose: 'live' }, async (run) => {
      await collectDefinitions(run);
      await collectHistory(run);
    }),
  ],
};
