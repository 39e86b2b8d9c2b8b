import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { finishedJobs } from '#demo/scenario/floor/finished-jobs.ts';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { pages } from '#lib/aws/pages.ts';
import { createTally } from '#lib/aws/tally.ts';
import { timeAt } from '#lib/catalog/answer.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import type { RunReport } from '../context.ts';
import { collectingWith, configFor } from '../testing/collecting.ts';
import { inventory } from './inventory.ts';
import { fillJobs } from './job-history.ts';
import { itemsOf } from './look.ts';
import { nameOf } from './seen.ts';
import { jobSources } from './sources.ts';

const at = { account: '444455556666', region: 'us-east-1' };
const finished = { count: 3000, before: Date.parse('2026-11-01T00:00:00Z') };
/** Jobs that List alone tells are read back to what is kept. */
const keptDays = 30;
const kept = { metrics: { '5m': `${keptDays}d`, '1h': `${keptDays}d` }, audit: `${keptDays}d` };
const configText = stringify({ ...parse(configFor(at)), retention: kept });
const database = await testDatabase('worker');
let now = Date.parse('2026-11-19T07:42:10Z');
const clock = { now: () => now, speed: 1 };
let account: TestAccount;
let collecting: ReturnType<typeof collectingWith>;

const rowsOf = async <Row extends object>(text: string): Promise<Row[]> => (await database.pool.query<Row>(text)).rows;
const finishedStored = (): Promise<{ name: string }[]> =>
  rowsOf(`select name from resource where kind = 'training_job' and name like '%-run-%' order by name`);
const every = (() => {
  const jobs = finishedJobs('test', finished);
  return Array.from({ length: finished.count }, (_, rank) => jobs.at(rank));
})();
/** A slice that was killed behind the page it had just stored: the next one knows of no more than the database holds. */
async function fill(): Promise<RunReport[]> {
  const reports: RunReport[] = [];
  for (let report = await fillJobs(collecting.place); report; report = await fillJobs(collecting.place)) {
    reports.push(report);
    if (report.status === 'failed') return reports;
  }
  return reports;
}

beforeAll(async () => {
  account = await startAccount({ clock, finishedJobs: finished });
  collecting = collectingWith({ configText, environment: account.environment, db: database, clock, pace: 1000 });
}, 120_000);
afterAll(async () => {
  collecting.close();
  await account.close();
});

test('waits for the first look', async () => {
  expect(await fillJobs(collecting.place)).toBeNull();
});

describe('the first look', () => {
  let first: RunReport | undefined;
  beforeAll(async () => {
    [first] = (await inventory.collect(collecting.place)) ?? [];
  }, 120_000);

  test('has the last week of training jobs by Search, with their tags, and describes each once', async () => {
    expect(first?.failures).toEqual([]);
    const [jobs] = await rowsOf(
      `select count(*)::int > 10 as many, count(*) filter (where read_by <> 'Describe' and ended_at > '2026-11-12T08:00:00Z')::int as halves,
         count(*) filter (where tags_at is null)::int as untagged, count(*) filter (where tags ->> 'team' is not null)::int > 10 as tagged,
         count(*) filter (where description ? 'Tags')::int as doubled,
         count(*) filter (where (select count(*) from resource_version v where v.name = r.name and v.kind = r.kind) <> 1)::int as versions
       from resource r where kind = 'training_job'`,
    );
    expect(jobs).toEqual({ many: true, halves: 0, untagged: 0, tagged: true, doubled: 0, versions: 0 });
  });

  test('asks for tags a hundred at a time, and one by one only for what that did not answer', async () => {
    const calls = await rowsOf<{ operation: string; calls: number }>(
      `select operation, sum(calls)::int as calls from call_meter where operation in ('GetResources', 'ListTags') group by 1`,
    );
    const of = (operation: string): number => calls.find((one) => one.operation === operation)?.calls ?? 0;
    const [bare] = await rowsOf<{ count: number }>(
      `select count(*)::int as count from resource where tags = '{}' and tags_at is not null`,
    );
    const [all] = await rowsOf<{ count: number }>(
      `select count(*)::int as count from resource where tags_at is not null and kind <> 'training_job'`,
    );
    expect(of('ListTags')).toBeLessThanOrEqual(bare?.count ?? 0);
    expect(of('GetResources')).toBeLessThanOrEqual((all?.count ?? 0) / 100 + 30);
    expect(
      await rowsOf(
        `select kind, name from resource where kind in ('endpoint', 'model', 'processing_job', 'pipeline') and tags_at is null`,
      ),
    ).toEqual([]);
  });
});

test('a slice that stops anywhere is gone on with from the page it had stored', { timeout: 120_000 }, async () => {
  const cut = new AbortController();
  const patience = setInterval(async () => {
    const stored = await finishedStored();
    if (stored.length >= 500) cut.abort();
  }, 5);
  const stopped = await fillJobs({ ...collecting.place, signal: cut.signal });
  clearInterval(patience);
  expect(stopped?.counts).toMatchObject({ read: expect.any(Number), left: expect.any(Number) });
  const some = (await finishedStored()).length;
  expect(some).toBeGreaterThanOrEqual(500);
  expect(some).toBeLessThan(finished.count);

  const reports = await fill();
  expect(reports.flatMap((one) => one.failures)).toEqual([]);
  expect(reports.findLast((one) => one.counts.left !== undefined)?.counts.left).toBe(0);
  expect((await finishedStored()).map(({ name }) => name)).toEqual(every.map(({ name }) => name).toSorted());
  expect(await fillJobs(collecting.place)).toBeNull();
});

test('jobs of the other kinds are listed by time and described, back to what is kept, each once', async () => {
  const since = now - keptDays * dayMs;
  for (const source of jobSources.filter(({ search }) => search === null)) {
    const listed: string[] = [];
    const aws = collecting.aws.region(collecting.place.account, at.region, createTally());
    for await (const page of pages(aws, source.list, { MaxResults: 100 })) {
      if (!page.ok) throw new RangeError(page.failure.message);
      for (const item of itemsOf(source, page.value)) {
        if ((timeAt(item, source.createdAt) ?? 0) >= since) listed.push(nameOf(source, item));
      }
    }
    const stored = await rowsOf<{ name: string }>(`select name from resource where kind = '${source.kind}'`);
    expect(stored.map(({ name }) => name).toSorted()).toEqual(listed.toSorted());
  }
  const [old] = await rowsOf<{ old: number; versions: number }>(
    `select count(*) filter (where created_at < '2026-11-10')::int as old,
       count(*) filter (where (select count(*) from resource_version v where v.name = r.name and v.kind = r.kind) <> 1)::int as versions
     from resource r where kind = 'processing_job'`,
  );
  expect(old).toMatchObject({ old: expect.any(Number), versions: 0 });
  expect(old?.old).toBeGreaterThan(0);
});

test('what Search told is stored as it was told: state, times, team, tags and one version', async () => {
  const rows = await rowsOf<Record<string, unknown>>(
    `select r.name, r.status, r.team, r.read_by as by, r.tags ->> 'team' as tag, extract(epoch from created_at)::float8 * 1000 as "from",
       extract(epoch from ended_at)::float8 * 1000 as "to", (select count(*)::int from resource_version v
         where v.account = r.account and v.region = r.region and v.kind = r.kind and v.name = r.name) as versions
     from resource r where kind = 'training_job' and name like '%-run-%' order by name`,
  );
  const ends: Record<string, string> = { Completed: 'Completed', Failed: 'Failed', Stopped: 'Stopped' };
  const expected = every.map((job) => ({
    ...{
      name: job.name,
      status: ends[job.phases.at(-1)?.name ?? ''],
      by: 'Search',
      tag: job.team,
      from: job.createdAt,
      to: job.endedAt,
    },
    ...{ team: rows.find((row) => row.name === job.name && job.team === null)?.team ?? job.team, versions: 1 },
  }));
  const found = new Map(rows.map((row) => [row.name, row]));
  expect(found.size).toBe(expected.length);
  expect(
    expected.filter(
      (row) => JSON.stringify(found.get(row.name), Object.keys(row).sort()) !== JSON.stringify(row, Object.keys(row).sort()),
    ),
  ).toEqual([]);
});

test('where Search is denied the run says so, and the jobs are listed and described', { timeout: 120_000 }, async () => {
  const other = await testDatabase('worker');
  const fresh = collectingWith({ configText: configFor(at), environment: account.environment, db: other, clock, pace: 10_000 });
  await account.turn('deny', '444455556666:sagemaker:Search,444455556666:tag:GetResources');
  const [first] = (await inventory.collect(fresh.place)) ?? [];
  expect(new Set(first?.failures.map((one) => `${one.word} ${one.operation}`))).toEqual(
    new Set(['denied Search', 'denied GetResources']),
  );
  expect(first?.status).toBe('partial');
  const { rows: jobs } = await other.pool.query(
    `select count(*)::int > 10 as many, count(*) filter (where read_by = 'Search')::int as searched, count(*) filter (where tags_at is null)::int as untagged
     from resource where kind = 'training_job'`,
  );
  expect(jobs).toEqual([{ many: true, searched: 0, untagged: 0 }]);

  const slice = await fillJobs(fresh.place);
  expect(slice?.failures.map((one) => one.operation)).toEqual(['Search']);
  expect(slice?.counts).toMatchObject({ read: 200 });
  const { rows: before } = await other.pool.query(
    `select value ->> 'isDone' as done from cursor where key = 'history/training_job'`,
  );
  expect(before).toEqual([{ done: 'false' }]);

  await account.turn('deny', '');
  now += 3 * minuteMs;
  const [mended] = (await inventory.collect(fresh.place)) ?? [];
  expect(mended?.failures).toEqual([]);
  fresh.close();
});
