import { beforeAll, describe, expect, test } from 'vitest';
import { teamsScope } from '#lib/auth/scope.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { place, seedResource } from '#lib/testing/seed-fleet.ts';
import { seedSamples } from '#lib/testing/seed-samples.ts';
import { minuteMs } from '#lib/time.ts';
import { cursorText, type JobCursor, type JobOrder, jobSorts, listJobs, parseJobCursor } from './job-pages.ts';
import { countJobs, type JobAsk, parseJobFilter } from './jobs.ts';
import {
  findLabelingJob,
  getFloorFigures,
  listFloorBuckets,
  listFloorWorkers,
  listHandleTimes,
  listLabelingJobs,
} from './workforce.ts';
import { listFloorPlots } from './workforce-plots.ts';
import { getSources } from './workforce-sources.ts';

const { pool, webUrl } = await testDatabase();
process.env.DATABASE_URL = webUrl;
const now = Date.parse('2026-11-19T07:42:00Z');
const all = everyScope();
const at = (minutesAgo: number) => new Date(now - minutesAgo * minuteMs);
const iso = (minutesAgo: number) => at(minutesAgo).toISOString();
const day = { from: now - 24 * 60 * minuteMs, to: now };
const jobKey = { ...place, name: 'shelf-1' };

let lines = 0;
const work = (worker: string, type: string, minutesAgo: number, acceptedAgo: number, labelingJob = 'shelf-1') => {
  lines += 1;
  return pool.query(
    'insert into worker_event (account, region, id, at, labeling_job, workteam, worker, type, accepted_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    [place.account, place.region, `line-${lines}`, at(minutesAgo), labelingJob, 'crew', worker, type, at(acceptedAgo)],
  );
};

const job = async (
  name: string,
  kind: string,
  team: string,
  status: string,
  description: object,
  times: { created: number; ended: number | null },
) => {
  await seedResource({ pool }, { kind, name, team, status, description }, now);
  await pool.query('update resource set created_at = $2, ended_at = $3 where name = $1', [
    name,
    at(times.created),
    times.ended === null ? null : at(times.ended),
  ]);
};

beforeAll(async () => {
  const labeling = {
    LabelingJobStatus: 'InProgress',
    LabelCounters: { TotalLabeled: 30, HumanLabeled: 30, MachineLabeled: 0, FailedNonRetryableError: 1, Unlabeled: 69 },
    HumanTaskConfig: {
      NumberOfHumanWorkersPerDataObject: 2,
      PreHumanTaskLambdaArn: 'arn:aws:lambda:eu-west-1:568282634449:function:PRE-BoundingBox',
      WorkteamArn: 'arn:aws:sagemaker:eu-west-1:111122223333:workteam/private-crowd/crew',
    },
  };
  await job('shelf-1', 'labeling_job', 'retail', 'InProgress', labeling, { created: 3000, ended: null });
  await job('old-1', 'labeling_job', 'retail', 'Completed', {}, { created: 9000, ended: 8000 });
  await job(
    'train-1',
    'training_job',
    'search',
    'Failed',
    { TrainingStartTime: iso(50), TrainingEndTime: iso(20), FailureReason: 'CapacityError' },
    { created: 60, ended: 20 },
  );
  await job(
    'train-2',
    'training_job',
    'search',
    'InProgress',
    { TrainingStartTime: iso(10), TrainingJobStatus: 'InProgress' },
    { created: 12, ended: null },
  );
  await job(
    '50%_off',
    'processing_job',
    'fraud',
    'Completed',
    { ProcessingStartTime: iso(300), ProcessingEndTime: iso(299) },
    { created: 301, ended: 299 },
  );
  await job('ancient', 'training_job', 'search', 'Completed', {}, { created: 9000, ended: 8990 });
  for (const [index, worker] of ['a', 'b', 'c', 'd', 'e'].entries())
    await work(worker, 'TasksSubmitted', 100 + index, 102 + index);
  await work('a', 'TasksAccepted', 12, 12);
  await work('a', 'TasksSubmitted', 10, 12);
  await work('a', 'TasksSubmitted', 9.98, 12);
  await work('b', 'TasksDeclined', 5, 6);
});

describe('the floor', () => {
  test('a job with its counters and its people', async () => {
    const jobs = await listLabelingJobs(all, { team: 'retail', now, from: day.from });
    expect(jobs).toMatchObject([
      {
        name: 'shelf-1',
        labeled: 30,
        total: 100,
        failed: 1,
        task: 'bounding box',
        workteam: 'crew',
        workersPerObject: 2,
        perHour: 2,
        active: 2,
        people: 5,
      },
    ]);
    expect(await listLabelingJobs(teamsScope(['search']), { team: 'all', now, from: 0 })).toEqual([]);
    expect(await findLabelingJob(all, { team: 'search', now, ...jobKey })).toBeNull();
  });

  test('a line written twice is one task, and says so', async () => {
    expect(await getFloorFigures(all, [jobKey], day)).toMatchObject({
      accepted: 1,
      submitted: 6,
      declined: 1,
      returned: 0,
      people: 5,
      twice: 1,
      p50: 120,
    });
  });

  test('buckets, handle times and people', async () => {
    const buckets = await listFloorBuckets(all, [jobKey], { ...day, stepMs: 60 * minuteMs });
    expect(buckets.reduce((sum, { submitted }) => sum + submitted, 0)).toBe(6);
    expect((await listHandleTimes(all, [jobKey], day)).reduce((sum, { count }) => sum + count, 0)).toBe(6);
    expect(await listFloorWorkers(all, [jobKey], day)).toHaveLength(5);
  });

  test('fewer than five people are not shown one by one', async () => {
    expect(await listFloorWorkers(all, [jobKey], { from: now - 20 * minuteMs, to: now })).toEqual([]);
  });

  test('what was not read is a gap, not a quiet floor', async () => {
    const [tasks] = await listFloorPlots(all, [jobKey], { ...day, now });
    expect(tasks?.gaps).toMatchObject([{ absence: 'not_collected' }]);
    expect(tasks?.series[0]?.values.every((value) => value === null)).toBe(true);
  });

  test('a source that has nothing is absent, not zero', async () => {
    const jobs = await listLabelingJobs(all, { team: 'retail', now, from: day.from });
    expect(await getSources(all, jobs, day)).toMatchObject({ metrics: null, counters: null, log: 7, twice: 1, differ: null });
  });

  test('a job whose counters nobody saw twice is left out of the comparison, not counted as missing', async () => {
    const samples = [...Array(60).keys()].map((minute) => (minute === 10 ? 20 : minute === 30 ? 23 : null));
    const hour = new Date(Math.floor(now / 3_600_000) * 3_600_000 - 3_600_000);
    const { rows } = await pool.query<{ id: number }>(
      `insert into series (account, region, kind, name, metric_id, namespace, metric, dimensions, dimensions_key, statistic)
       values ($1, $2, 'labeling_job', 'shelf-1', 'labels.human', 'Trailwatch', 'labels.human', '[]', '', 'Sample') returning id`,
      [place.account, place.region],
    );
    await seedSamples({ pool }, { account: place.account, id: rows[0]?.id ?? 0 }, { from: hour.getTime(), values: samples });
    await job('shelf-0', 'labeling_job', 'retail', 'Completed', {}, { created: 2000, ended: 200 });
    for (const minutesAgo of [300, 310, 320]) await work('a', 'TasksSubmitted', minutesAgo, minutesAgo + 2, 'shelf-0');
    const jobs = await listLabelingJobs(all, { team: 'retail', now, from: day.from });
    expect(jobs.map(({ name }) => name)).toContain('shelf-0');
    expect(await getSources(all, jobs, day)).toMatchObject({
      ...{ from: hour.getTime() + 10 * minuteMs, to: hour.getTime() + 30 * minuteMs },
      ...{ counters: 6, log: 0, metrics: null },
    });
  });
});

describe('jobs', () => {
  const ask = (search: Record<string, string> = {}, team = 'all'): JobAsk => ({
    team,
    now,
    ...day,
    filter: parseJobFilter(search),
  });
  const names = async (search: Record<string, string>, team?: string) =>
    (await listJobs(all, ask(search, team), { column: 'started', descending: true })).rows.map(({ name }) => name);

  test.each([
    [{}, 'all', ['train-2', 'train-1', '50%_off']],
    [{}, 'search', ['train-2', 'train-1']],
    [{ status: 'Failed' }, 'all', ['train-1']],
    [{ kind: 'processing_job' }, 'all', ['50%_off']],
    [{ kind: 'endpoint' }, 'all', ['train-2', 'train-1', '50%_off']],
    [{ q: '%_o' }, 'all', ['50%_off']],
    [{ q: 'capacity' }, 'all', ['train-1']],
  ])('%j of %s', async (search, team, expected) => {
    expect(await names(search, team)).toEqual(expected);
  });

  test('duration is the job’s own, running ones to now', async () => {
    const { rows } = await listJobs(all, ask(), { column: 'took', descending: true });
    expect(rows.map(({ name, durationMs }) => [name, durationMs])).toEqual([
      ['train-1', 30 * minuteMs],
      ['train-2', 10 * minuteMs],
      ['50%_off', minuteMs],
    ]);
  });

  test.each(
    jobSorts.flatMap((column) => [
      { column, descending: true },
      { column, descending: false },
    ]),
  )('pages by $column (descending: $descending) hold each job once, forth and back', async (order: JobOrder) => {
    const page = (cursor: JobCursor | null) => {
      const told = cursor && parseJobCursor(cursorText(cursor), order);
      expect(told).toEqual(cursor);
      return listJobs(all, ask(), { ...order, limit: 1, cursor: told });
    };
    const forth = [await page(null)];
    for (let last = forth.at(-1); last?.next; last = forth.at(-1)) forth.push(await page(last.next));
    const names = forth.map(({ rows }) => rows.map(({ name }) => name));
    expect(names.flat().toSorted()).toEqual(['50%_off', 'train-1', 'train-2']);
    expect(forth[0]?.former).toBeNull();
    const back = [];
    for (let former = forth.at(-1)?.former ?? null; former; ) {
      const one = await page(former);
      back.unshift(one.rows.map(({ name }) => name));
      former = one.former;
    }
    expect(back).toEqual(names.slice(0, -1));
  });

  test.each(['', 'x', 'bnVsbA', Buffer.from('[true,"a\\u0000",1,2,3,4,5]').toString('base64url')])('%j is no page', (text) =>
    expect(parseJobCursor(text, { column: 'name', descending: false })).toBeNull(),
  );

  test('counts leave out labeling and what ended before the window', async () => {
    expect(await countJobs(all, ask())).toEqual({
      isCut: false,
      kind: [
        { value: 'training_job', count: 2 },
        { value: 'processing_job', count: 1 },
      ],
      status: [
        { value: 'Completed', count: 1 },
        { value: 'Failed', count: 1 },
        { value: 'InProgress', count: 1 },
      ],
    });
  });
});

test('people are spoken of as of now only while the log of their work is read', async () => {
  const unheard = async () => (await findLabelingJob(all, { team: 'retail', now, ...jobKey }))?.isUnheard;
  const looked = async (minutesAgo: number, status: string, refused?: string) => {
    const { rows } = await pool.query(
      `insert into run (collector, account, region, purpose, started_at, ended_at, status) values ('workforce', $1, $2, 'live', $3, $3, $4) returning id`,
      [place.account, place.region, at(minutesAgo), status],
    );
    if (!refused) return;
    await pool.query(
      `insert into run_failure (run_id, seq, service, operation, word, code, message, series_ids) values ($1, 0, $2, 'X', 'denied', 'X', '', '{}')`,
      [rows[0].id, refused],
    );
  };
  expect(await unheard()).toBe(true);
  await looked(41, 'ok');
  await looked(1, 'failed');
  await looked(2, 'partial', 'logs');
  expect(await unheard()).toBe(true);
  await looked(3, 'partial', 'sagemaker');
  expect(await unheard()).toBe(false);
});
