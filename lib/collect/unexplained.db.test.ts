import { expect, test } from 'vitest';
import { culpritsBetween } from '#demo/scenario/floor/culprits.ts';
import { unloggedNotebook, unloggedTimes } from '#demo/scenario/floor/notebooks.ts';
import { occurrencesBetween } from '#demo/scenario/floor/recurrence.ts';
import type { TrailRecord } from '#demo/scenario/types.ts';
import { startAccount } from '#demo/testing/account.ts';
import { saveAuditEvents } from '#lib/store/audit.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { forgetEvents } from '#lib/testing/seed-events.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { alarms } from './alarms.ts';
import { audit } from './audit.ts';
import { inventory } from './inventory/inventory.ts';
import { scaling } from './scaling.ts';
import { collectingWith, configFor } from './testing/collecting.ts';

const db = await testDatabase();
process.env.DATABASE_URL = db.webUrl;
const { listUnexplainedChanges } = await import('#lib/queries/unexplained-changes.ts');
const { listUnconfirmedEvents } = await import('#lib/queries/unconfirmed-events.ts');

const [account = '', region = ''] = (process.env.TRAILWATCH_PLACE ?? '111122223333/eu-west-1').split('/');
const place = { account, region };
const tables = 'resource, resource_version, activity, run, run_failure, cursor';

type Plan = { seed: string; isCalm: boolean; from: number; to: number };

const fleeting = new Set(['UpdateEndpoint', 'StartNotebookInstance', 'StopNotebookInstance']);

/** Looks every two hours, and right after what looks every two minutes would not miss. */
function looksOf(records: readonly TrailRecord[], { from, to }: Plan): number[] {
  const begun = records.filter(({ eventName, errorCode }) => fleeting.has(eventName) && !errorCode);
  const regular = Array.from({ length: Math.floor((to - from) / (2 * hourMs)) + 1 }, (_, index) => from + index * 2 * hourMs);
  return [...regular, to, ...begun.map(({ eventTime }) => Date.parse(eventTime) + 4 * minuteMs)].toSorted((a, b) => a - b);
}

/** Collects the demo's timeline, of one account and Region. `drops`: events that nothing tells of, as the knob says it. */
async function collected(plan: Plan, drops: (records: readonly TrailRecord[]) => string = () => ''): Promise<TrailRecord[]> {
  await db.pool.query(`truncate ${tables} cascade`);
  await forgetEvents(db.pool);
  let now = plan.from;
  const clock = { now: () => now, speed: 0 };
  const aws = await startAccount({ clock, endpoints: 16, seed: plan.seed, isCalm: plan.isCalm });
  const collecting = collectingWith({ configText: configFor(place), environment: aws.environment, db, clock });
  const records = aws.scenario.parts.flatMap((part) => part.events(place, plan.from, plan.to));
  await aws.turn('trail', drops(records));
  for (const [index, at] of looksOf(records, plan).entries()) {
    now = at;
    const others = index % 3 === 0 ? [scaling, alarms] : [];
    for (const collector of [inventory, ...others, audit]) await collector.collect(collecting.place);
  }
  collecting.close();
  await aws.close();
  return records;
}

const ask = ({ from, to }: Plan) => ({ team: 'all', now: to, from, to });
const lists = async (plan: Plan) => ({
  changes: await listUnexplainedChanges(everyScope(), ask(plan)),
  events: await listUnconfirmedEvents(everyScope(), ask(plan)),
});

const from = Date.parse('2026-11-18T05:02:10Z');
const longMs = Number(process.env.TRAILWATCH_DAYS ?? 0.25) * dayMs;

test.each((process.env.TRAILWATCH_SEEDS ?? 'first').split(','))(
  'seed %s: in quiet times every change has its event, and every event its change',
  async (seed) => {
    const plan = { seed, isCalm: true, from, to: from + longMs };
    await collected(plan);
    const { changes, events } = await lists(plan);
    expect({ changes: changes.rows.filter(({ isAwaited }) => !isAwaited), events: events.rows }).toEqual({
      changes: [],
      events: [],
    });
    expect([changes.unjudged, events.unwatched]).toEqual([0, 0]);
    expect(Math.min(changes.checked, events.checked)).toBeGreaterThan(20);
    if (process.env.TRAILWATCH_DAYS) console.info(seed, changes.checked, events.checked);
  },
  3_600_000,
);

test('a dropped event, a change made without one, and events without an effect are found', async () => {
  const seed = 'restless';
  const [unlogged] = occurrencesBetween(
    unloggedTimes(seed),
    Date.parse('2026-11-16T08:02:10Z'),
    Date.parse('2026-11-17T08:00:00Z'),
  );
  if (!unlogged) throw new RangeError('nothing is unlogged');
  const plan = { seed, isCalm: false, from: unlogged.from - 90 * minuteMs, to: unlogged.to + 4 * hourMs };
  let dropped: TrailRecord | undefined;
  await collected(plan, (records) => {
    dropped = records.find(({ eventName }) => eventName === 'CreateProcessingJob');
    return `dropped=CreateProcessingJob ${dropped?.requestParameters?.processingJobName}`;
  });
  const model = { modelName: 'never-made', executionRoleArn: `arn:aws:iam::${place.account}:role/SageMaker` };
  const forged = { ...dropped, eventID: 'forged', eventName: 'CreateModel', requestParameters: model, responseElements: null };
  await saveAuditEvents(db, [{ raw: JSON.stringify(forged), source: 'import' }], new Date(plan.to));
  const { changes, events } = await lists(plan);
  const unexplained = changes.rows.filter(({ isAwaited }) => !isAwaited).map(({ what, kind, name }) => `${what} ${kind} ${name}`);
  expect(unexplained.toSorted()).toEqual([
    `changed notebook_instance ${unloggedNotebook(seed, unlogged.index)}`,
    `changed notebook_instance ${unloggedNotebook(seed, unlogged.index)}`,
    `created processing_job ${dropped?.requestParameters?.processingJobName}`,
  ]);
  const inVain = culpritsBetween({ seed, scale: { endpoints: 16 } }, plan.from, plan.to).filter(
    ({ crime }) => crime === 'notebook_opened_up',
  );
  const unconfirmed = events.rows.map(({ eventName, name, causes }) => [eventName, name, ...causes]);
  expect(unconfirmed.toSorted()).toEqual([
    ['CreateModel', 'never-made', 'not_in_inventory'],
    ...inVain.map(({ on }) => ['UpdateNotebookInstance', on, 'same_values']),
  ]);
}, 600_000);
