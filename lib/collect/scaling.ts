import { describeScalableTargets, describeScalingActivities, describeScalingPolicies } from '#lib/aws/application-autoscaling.ts';
import { pages } from '#lib/aws/pages.ts';
import { textAt, timeAt } from '#lib/catalog/answer.ts';
import { type NewActivity, saveActivities } from '#lib/store/activities.ts';
import { findCursor, setCursor } from '#lib/store/cursors.ts';
import { notify } from '#lib/store/notices.ts';
import { transaction } from '#lib/store/transaction.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { plainAnswer } from './configuration.ts';
import type { Collector, RunContext } from './context.ts';
import { type ListedResource, saveListed } from './listed.ts';
import { recordRun } from './run.ts';
import { begunBy } from './told-time.ts';

const ServiceNamespace = 'sagemaker';
const firstActivitiesMs = 7 * dayMs;
/** An activity that is going on changes until it ends; the longest retry for hours. */
const overlapMs = 6 * hourMs;

/** "endpoint/vision-7/variant/blue" → the endpoint; "inference-component/x" → the component. */
function holderOf(resourceId: string): { kind: 'endpoint' | 'inference_component'; name: string } {
  const [type, name = resourceId] = resourceId.split('/');
  return { kind: type === 'inference-component' ? 'inference_component' : 'endpoint', name };
}

const date = (at: number | undefined): Date | null => (at === undefined ? null : new Date(at));
const parentOf = (description: object): string => {
  const { kind, name } = holderOf(textAt(description, 'ResourceId') ?? '');
  return `${kind}/${name}`;
};

const targetFrom = (description: Record<string, unknown>): ListedResource => ({
  ...{ description, parent: parentOf(description), createdAt: date(timeAt(description, 'CreationTime')), changedAt: null },
  name: `${textAt(description, 'ResourceId')}#${textAt(description, 'ScalableDimension')?.split(':').at(-1)}`,
  arn: textAt(description, 'ScalableTargetARN') ?? textAt(description, 'ResourceId') ?? '',
});

const policyFrom = (description: Record<string, unknown>): ListedResource => ({
  ...{ description, parent: parentOf(description), createdAt: date(timeAt(description, 'CreationTime')), changedAt: null },
  name: `${textAt(description, 'ResourceId')}#${textAt(description, 'PolicyName')}`,
  arn: textAt(description, 'PolicyARN') ?? textAt(description, 'PolicyName') ?? '',
});

/** A scaling activity as pages show it: wished, done, or refused and why. */
function scalingActivity(activity: Record<string, unknown>): NewActivity {
  const { kind, name } = holderOf(textAt(activity, 'ResourceId') ?? '');
  const message = textAt(activity, 'StatusMessage');
  return {
    ...{ type: 'scaling', kind, name, detail: activity },
    id: textAt(activity, 'ActivityId') ?? '',
    at: new Date(timeAt(activity, 'StartTime') ?? 0),
    endedAt: date(timeAt(activity, 'EndTime')),
    status: textAt(activity, 'StatusCode') ?? null,
    summary: textAt(activity, 'Description') ?? 'Scaling activity',
    cause: [textAt(activity, 'Cause'), message].filter((text) => text !== undefined).join('; ') || null,
  };
}

type Row = Record<string, unknown>;

async function listAll(
  run: RunContext,
  source: AsyncIterable<Page>,
  subject: string,
): Promise<{ rows: Row[]; isComplete: boolean }> {
  const rows: Row[] = [];
  for await (const page of source) {
    if (!page.ok) {
      run.fail(page.failure, { subject });
      return { rows, isComplete: false };
    }
    rows.push(...page.value);
  }
  run.count('read', rows.length);
  return { rows, isComplete: true };
}

type Page = { ok: true; value: Row[] } | { ok: false; failure: Parameters<RunContext['fail']>[0] };

async function* plain<Out>(
  source: AsyncIterable<{ ok: true; value: Out } | Extract<Page, { ok: false }>>,
  items: (page: Out) => readonly object[] | undefined,
): AsyncGenerator<Page> {
  for await (const page of source) yield page.ok ? { ok: true, value: (items(page.value) ?? []).map(plainAnswer) } : page;
}

async function collectActivities(run: RunContext): Promise<void> {
  const { db, place, clock } = run;
  const key = { ...place, collector: 'scaling', key: 'activities' };
  const stored = (await findCursor(db, key)) as { at: number } | null;
  const startedAt = clock.now();
  const since = stored ? stored.at - overlapMs : startedAt - firstActivitiesMs;
  const source = plain(
    pages(run.aws, describeScalingActivities, { ServiceNamespace, MaxResults: 50, IncludeNotScaledActivities: true }),
    (page) => page.ScalingActivities,
  );
  for await (const page of source) {
    if (!page.ok) return run.fail(page.failure, { subject: 'scaling activities' });
    const activities = page.value.map(scalingActivity);
    run.count('read', activities.length);
    await transaction(db, async (client) => {
      run.count('written', await saveActivities(client, place, activities));
      await notify(client, { ...place, noun: 'activities' });
    });
    // Newest first: once a whole page is older, so is the rest.
    if (activities.length > 0 && activities.every((one) => one.at.getTime() < since)) break;
  }
  await setCursor(db.pool, key, { at: begunBy(clock, startedAt) }, new Date(startedAt));
}

async function collectScaling(run: RunContext): Promise<void> {
  const targets = await listAll(
    run,
    plain(pages(run.aws, describeScalableTargets, { ServiceNamespace, MaxResults: 50 }), (page) => page.ScalableTargets),
    'scaling targets',
  );
  await saveListed(run, 'scaling_target', targets.rows.map(targetFrom), targets.isComplete);
  // Its documentation allows pages of ten at most.
  const policies = await listAll(
    run,
    plain(pages(run.aws, describeScalingPolicies, { ServiceNamespace, MaxResults: 10 }), (page) => page.ScalingPolicies),
    'scaling policies',
  );
  await saveListed(run, 'scaling_policy', policies.rows.map(policyFrom), policies.isComplete);
  await collectActivities(run);
}

/** How endpoints may scale, and how they did. */
export const scaling: Collector = {
  id: 'scaling',
  everyMs: minuteMs,
  calls: [describeScalableTargets, describeScalingPolicies, describeScalingActivities],
  collect: async (context) => [await recordRun(context, { collector: 'scaling', purpose: 'live' }, collectScaling)],
};
