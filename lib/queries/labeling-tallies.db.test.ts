import { beforeEach, expect, test } from 'vitest';
import { teamsScope } from '#lib/auth/scope.ts';
import { teamRules } from '#lib/catalog/health.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { place, seedResource } from '#lib/testing/seed-fleet.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import { labelingReading } from './alert-readings.ts';
import { isStalled } from './findings.ts';
import { listLabelingTallies } from './work.ts';

const { pool, webUrl } = await testDatabase();
process.env.DATABASE_URL = webUrl;
const now = Date.parse('2026-11-19T07:42:00Z');
const crew = Array.from({ length: teamRules.labelingRegulars }, (_, nth) => `worker-${nth}`);
const [day, week] = [dayMs / minuteMs, (7 * dayMs) / minuteMs];

let lines = 0;
const worked = async (minutesAgo: number, people = crew, { job = 'shelf-1', workteam = 'crew', region = place.region } = {}) => {
  for (const worker of people) {
    lines += 1;
    await pool.query(
      `insert into worker_event (account, region, id, at, labeling_job, workteam, worker, type, accepted_at) values ($1, $2, $3, $4, $5, $6, $7, 'TasksSubmitted', $4)`,
      [place.account, region, `line-${lines}`, new Date(now - minutesAgo * minuteMs), job, workteam, worker],
    );
  }
};
const tally = async (scope = everyScope()) => {
  const [one] = await listLabelingTallies(scope, { team: 'all', now });
  if (!one) throw new Error('no labeling job is in progress');
  const heard = { ...one, readAt: now };
  const { verdict } = labelingReading(heard, now);
  expect(isStalled(heard, now)).toBe(verdict === 'broken');
  return { verdict, idle: one.lastWorkAt === null ? null : (now - one.lastWorkAt) / minuteMs };
};

beforeEach(async () => {
  await pool.query('truncate resource, worker_event');
  const description = {
    LabelCounters: { Unlabeled: 69 },
    HumanTaskConfig: { WorkteamArn: `arn:aws:sagemaker:${place.region}:${place.account}:workteam/private-crowd/crew` },
  };
  for (const [name, team] of [
    ['shelf-1', 'retail'],
    ['other', 'search'],
  ] as const) {
    const status = name === 'other' ? 'Completed' : 'InProgress';
    await seedResource({ pool }, { kind: 'labeling_job', name, team, status, description }, now - 2 * week * minuteMs);
  }
  await worked(day + 10);
  await worked(week + 20);
});

test('nobody of a workteam that works in these minutes of other days', async () => {
  await worked(40, ['worker-0']);
  expect(await tally()).toEqual({ verdict: 'broken', idle: 40 });
});

test('somebody of it, on whatever job', async () => {
  await worked(5, ['worker-9'], { job: 'other' });
  expect(await tally()).toEqual({ verdict: 'holds', idle: 5 });
});

test('another workteam, and one of this name elsewhere, say nothing', async () => {
  await worked(40, ['worker-0']);
  await worked(5, crew, { workteam: 'others' });
  await worked(5, crew, { region: 'us-east-1' });
  expect(await tally()).toEqual({ verdict: 'broken', idle: 40 });
});

test.each([
  { name: 'yesterday', from: day },
  { name: 'a week ago', from: week },
])('too few were there $name', async ({ from }) => {
  const [first] = crew;
  await worked(40, ['worker-0']);
  await pool.query('delete from worker_event where worker = $1 and at between $2 and $3', [
    ...[first, new Date(now - (from + 31) * minuteMs), new Date(now - from * minuteMs)],
  ]);
  // Just before and just after these minutes of the day.
  for (const minutes of [from + 31, from - 1]) await worked(minutes, [first ?? '']);
  expect((await tally()).verdict).toBe('unknown');
});

test('a team sees what its own jobs know', async () => {
  await worked(40, ['worker-0']);
  await worked(5, ['worker-9'], { job: 'other' });
  expect(await tally(teamsScope(['retail']))).toEqual({ verdict: 'broken', idle: 40 });
});
