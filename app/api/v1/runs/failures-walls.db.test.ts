import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { systemScope, teamsScope } from '#lib/auth/scope.ts';
import type { RunContext } from '#lib/collect/context.ts';
import { endpointSources, executionSource, jobSources, lastingSources, nodeSource } from '#lib/collect/inventory/sources.ts';
import { readTags } from '#lib/collect/inventory/tags.ts';
import { fetchBatch } from '#lib/collect/metrics/fetch-window.ts';
import { recordRun } from '#lib/collect/run.ts';
import { collectingWith, configFor } from '#lib/collect/testing/collecting.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { place, seedEndpoint } from '#lib/testing/seed-fleet.ts';
import { hourMs } from '#lib/time.ts';

/** With `type` off, no query asks by team: what then holds is PostgreSQL's. */
const walls = vi.hoisted(() => ({ type: true }));
vi.mock('#lib/queries/sql.ts', async (importOriginal) => {
  const actual = await importOriginal<typeof import('#lib/queries/sql.ts')>();
  const teamsOf: typeof actual.teamsOf = (scope, team) => (walls.type ? actual.teamsOf(scope, team) : null);
  return { ...actual, teamsOf };
});

const database = await testDatabase();
const { pool } = database;
const { apiRequest, makePerson, sessionFor } = await import('#lib/testing/callers.ts');
const { GET: getRun } = await import('./[id]/route.ts');
const { GET: exportTable } = await import('../export/[table]/route.ts');
const { listRunFailures, listTroubles } = await import('#lib/queries/run-failures.ts');
const { listSeriesFailures } = await import('#lib/queries/collection.ts');
const runs = await import('#lib/queries/runs.ts');

const now = Math.floor(Date.now() / hourMs) * hourMs;
const clock = { now: () => now, speed: 0 };
const ours = 'ours-ranker';
const theirs = 'secret-launch';
let account: TestAccount;
let collecting: ReturnType<typeof collectingWith>;
let member: string;
let operator: string;

beforeAll(async () => {
  account = await startAccount({ clock });
  collecting = collectingWith({ configText: configFor(place), environment: account.environment, db: database, clock });
  const figures = { 'Invocations Sum': () => 1, 'ModelLatency Average': () => 1 };
  await seedEndpoint(database, { name: ours, team: 'alpha', hours: 1, figures }, now);
  await seedEndpoint(database, { name: theirs, team: 'beta', hours: 1, figures }, now);
  // So many that halves are left when the calls for isolating them are spent.
  await pool.query(
    `insert into series (account, region, kind, name, namespace, metric, dimensions, dimensions_key, statistic)
     select account, region, kind, name, namespace, 'M' || n, dimensions, dimensions_key, statistic from series, generate_series(1, 120) n
     where name = $1 and metric = 'Invocations'`,
    [theirs],
  );
  member = await makePerson({ pool }, 'member', ['alpha']);
  operator = await makePerson({ pool }, 'operator');
}, 60_000);
afterEach(async () => {
  walls.type = true;
  await seesAll(false);
  await account.turn('faults', '');
  await account.turn('deny', '');
});
afterAll(async () => {
  collecting.close();
  await account.close();
});

const run = async (body: (run: RunContext) => Promise<void>) =>
  recordRun(collecting.place, { collector: 'metrics', purpose: 'live' }, body);
const seriesOf = async (name: string): Promise<number[]> =>
  (await pool.query<{ id: number }>('select id from series where name = $1 order by id', [name])).rows.map(({ id }) => id);
const fetchAll = (run: RunContext): Promise<void> =>
  pool.query<{ id: number }>('select id from series').then(({ rows }) =>
    fetchBatch(
      run,
      rows.map(({ id }) => id),
      { from: now - hourMs, to: now },
    ),
  );

/** With everything seen, the views are no wall either: what then holds is the type's. */
const seesAll = (isOpen: boolean) =>
  pool.query(`create or replace function scope_sees_all() returns boolean language sql stable parallel safe
    as $$ select ${isOpen ? 'true' : `coalesce(current_setting('trailwatch.teams', true) = '*', false)`} $$`);

/** Everything that a person of this team, or who sees all, is told of a run. */
async function told(personId: string, teams: string[] | null, runId: number): Promise<string> {
  const headers = await sessionFor({ pool }, personId);
  const json = await getRun(apiRequest(`/api/v1/runs/${runId}`, { headers }), { params: Promise.resolve({ id: String(runId) }) });
  const path = `/api/v1/export/run-failures?format=json&run=${runId}`;
  const file = await exportTable(apiRequest(path, { headers }), { params: Promise.resolve({ table: 'run-failures' }) });
  expect([json.status, file.status]).toEqual([200, 200]);
  const scope = teamsScope(teams ?? ['alpha', 'beta']);
  const asked = { id: String(runId), now: now + hourMs };
  const page = [await listRunFailures(scope, await runs.getRun(scope, asked), { after: -1 }), await listTroubles(scope, now + 1)];
  return [await json.text(), await file.text(), JSON.stringify(page)].join('\n');
}

describe.each([
  { name: 'both walls', type: true, url: database.webUrl },
  { name: 'row-level security alone', type: false, url: database.webUrl },
  { name: 'the type’s wall alone', type: true, url: database.url },
])('with $name', ({ type, url }) => {
  const asMember = async (runId: number): Promise<string> => {
    vi.stubEnv('DATABASE_URL', url);
    walls.type = type;
    await seesAll(url === database.url);
    return told(member, ['alpha'], runId);
  };

  test('one series of another team that fails alone keeps its name', async () => {
    const [id] = await seriesOf(theirs);
    await account.turn('faults', `poison500="q${id}"`);
    const { runId, failures } = await run(fetchAll);
    expect(failures).toMatchObject([{ operation: 'GetMetricData', subject: expect.stringContaining(`EndpointName=${theirs}`) }]);
    const text = await asMember(runId);
    expect(text).toContain('GetMetricData');
    expect(text).not.toContain(theirs);
  });

  test('a refusal that quotes an endpoint keeps its words, however many series it is about', async () => {
    await account.turn('faults', `poison=${theirs}`);
    const { runId, failures } = await run(fetchAll);
    expect(failures.filter(({ subject }) => subject === theirs).length).toBeGreaterThan(0);
    for (const { message } of failures) expect(message).toContain(theirs);
    expect(await asMember(runId)).not.toContain(theirs);
  });

  test('nor does the chart of an endpoint say what another’s made AWS say of both', async () => {
    const [id = 0] = await seriesOf(ours);
    const ids = [id, ...(await seriesOf(theirs))];
    const window = { from: now - hourMs, to: now };
    const failed = async (named: string): Promise<number> => {
      const refused = { service: 'cloudwatch', operation: 'GetMetricData', code: 'Refused', word: 'late' } as const;
      const failure = { ...refused, message: `The value ${named} is wrong.`, requestId: null, isGone: false };
      return (await run(async (one) => one.fail(failure, { subject: named, seriesIds: ids, window }))).runId;
    };
    await pool.query('delete from run');
    const runId = await failed(theirs);
    await failed(ours);
    expect(await asMember(runId)).not.toContain(theirs);
    const said = (await listSeriesFailures(teamsScope(['alpha']), [id], window)).map(({ message }) => message);
    expect(said.toSorted()).toEqual(['', `The value ${ours} is wrong.`]);
    walls.type = true;
    expect(JSON.stringify(await listSeriesFailures(systemScope(), [id], window))).toContain(theirs);
  });

  test('tags that could not be read are of a resource, and of nobody’s known once that is gone', async () => {
    await account.turn('deny', '*:tag:GetResources,*:sagemaker:ListTags');
    const { runId, failures } = await run((one) => readTags(one, 'endpoint'));
    expect(failures.map(({ subject }) => subject).toSorted()).toEqual([ours, theirs, 'tags of endpoint'].toSorted());
    expect(await asMember(runId)).not.toContain(theirs);
    await pool.query(`update resource set name = 'renamed' where kind = 'endpoint' and name = $1`, [theirs]);
    expect(await asMember(runId)).not.toContain(theirs);
    await pool.query(`update resource set name = $1 where name = 'renamed'`, [theirs]);
  });
});

test('whose it is, and who sees all, reads which endpoint it was', async () => {
  vi.stubEnv('DATABASE_URL', database.webUrl);
  const [id] = await seriesOf(ours);
  await account.turn('faults', `poison500="q${id}"`);
  const { runId } = await run(fetchAll);
  for (const text of [await told(member, ['alpha'], runId), await told(operator, null, runId)]) {
    expect(text.split(`EndpointName=${ours}, VariantName=AllTraffic`).length - 1).toBeGreaterThanOrEqual(3);
    expect(text).toContain('"resource":{"kind":"endpoint"');
  }
});

test.each([...endpointSources, ...jobSources, executionSource, ...lastingSources, nodeSource])(
  'a refused look at one $kind names it, a list of all names none',
  async ({ list, describe: { operation }, within }) => {
    const { rows } = await pool.query(
      `select names_one('sagemaker', $1, 'x', '{}') as described, names_one($2, $3, 'x', '{}') as listed`,
      [operation, list.service, list.operation],
    );
    expect(rows).toEqual([{ described: true, listed: within !== null }]);
  },
);
