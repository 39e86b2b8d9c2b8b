import { beforeAll, describe, expect, test } from 'vitest';
import { parseAuditFilter } from '#lib/audit/filter.ts';
import { teamsScope } from '#lib/auth/scope.ts';
import { saveAuditEvents } from '#lib/store/audit.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { hasRealRecords, recordsOf } from '#lib/testing/real-records.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { place, seedResource } from '#lib/testing/seed-fleet.ts';
import { minuteMs } from '#lib/time.ts';
import { type AuditAsk, type AuditRow, getAuditTotals, listAuditBuckets, listAuditEvents, listAuditFacets } from './audit.ts';
import { listAuditCoverage } from './audit-coverage.ts';
import { getAuditEvent, getChain, getRequestDiff, listNeighbours } from './audit-event.ts';
import { listUnexplainedChanges } from './unexplained-changes.ts';

const { pool, webUrl } = await testDatabase();
process.env.DATABASE_URL = webUrl;
const now = Date.parse('2026-11-19T07:42:00Z');
const all = everyScope();
const at = (minutesAgo: number) => new Date(now - minutesAgo * minuteMs);
const window = { from: now - 24 * 60 * minuteMs, to: now };

const record = (id: string, minutesAgo: number, more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    eventID: id,
    eventTime: at(minutesAgo).toISOString(),
    eventSource: 'sagemaker.amazonaws.com',
    eventName: 'UpdateEndpoint',
    awsRegion: place.region,
    recipientAccountId: place.account,
    readOnly: false,
    sourceIPAddress: '203.0.113.9',
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::${place.account}:assumed-role/ci-deploy/data-eng-2`,
      accessKeyId: 'ASIAKEY1',
    },
    requestParameters: { endpointName: 'ranker', endpointConfigName: 'ranker-2' },
    ...more,
  });

const save = (...raws: string[]) =>
  saveAuditEvents(
    { pool },
    raws.map((raw) => ({ raw, source: 'import' as const })),
    at(0),
  );
const ask = (search: Record<string, string | string[]> = {}, team = 'all'): AuditAsk => ({
  team,
  ...window,
  filter: parseAuditFilter(search),
  whom: 'everybody',
});
const ids = async (search: Record<string, string | string[]>, team = 'all'): Promise<string[]> =>
  (await listAuditEvents(all, { ...ask(search, team), limit: 100, cursor: null })).rows.map(({ eventId }) => eventId);

const version = (name: string, kind: string, minutesAgo: number, until: number | null, configuration: object) =>
  pool.query(
    `insert into resource_version (account, region, kind, name, valid_from, valid_to, configuration, hash) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      place.account,
      place.region,
      kind,
      name,
      at(minutesAgo),
      until === null ? null : at(until),
      configuration,
      String(minutesAgo),
    ],
  );

const run = (status: string, from: number, to: number, failure?: { word: string; from: number; to: number }) =>
  pool.query(
    `with r as (insert into run (collector, account, region, purpose, window_from, window_to, started_at, ended_at, status)
       values ('audit', $1, $2, 'live', $3, $4, $4, $4, $5) returning id)
     insert into run_failure (run_id, seq, service, operation, word, code, message, series_ids, window_from, window_to)
       select id, 0, 'cloudtrail', 'LookupEvents', $6, 'AccessDenied', 'no', '{}', $7, $8 from r where $6::text is not null`,
    [
      place.account,
      place.region,
      at(from),
      at(to),
      status,
      failure?.word ?? null,
      failure ? at(failure.from) : null,
      failure ? at(failure.to) : null,
    ],
  );

beforeAll(async () => {
  const config = (type: string) => ({ ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: 'm', InstanceType: type }] });
  await seedResource({ pool }, { kind: 'endpoint', name: 'ranker', team: 'search', description: {} }, now);
  await seedResource({ pool }, { kind: 'endpoint', name: 'scorer', team: 'fraud', description: {} }, now);
  await version('ranker', 'endpoint', 10_000, 42, { EndpointConfigName: 'ranker-1' });
  await version('ranker', 'endpoint', 42, null, { EndpointConfigName: 'ranker-2' });
  await version('ranker-1', 'endpoint_config', 10_000, null, config('ml.m5.2xlarge'));
  await version('ranker-2', 'endpoint_config', 50, null, config('ml.m5.large'));
  await version('scorer', 'endpoint', 10_000, 90, { EndpointConfigName: 'scorer-1' });
  await version('scorer', 'endpoint', 90, 2, { EndpointConfigName: 'scorer-2' });
  await version('scorer', 'endpoint', 2, null, { EndpointConfigName: 'scorer-3' });
  await save(
    record('assume', 60, {
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRole',
      userIdentity: { type: 'IAMUser', userName: 'ada' },
      requestParameters: { roleArn: `arn:aws:iam::${place.account}:role/ci-deploy` },
      responseElements: { credentials: { accessKeyId: 'ASIAKEY1' } },
    }),
    record('update', 42),
    record('denied', 40, { errorCode: 'AccessDenied', requestParameters: { endpointName: 'scorer' } }),
    record('read', 39, { eventName: 'DescribeEndpoint', readOnly: true }),
    record('root', 30, {
      eventSource: 'signin.amazonaws.com',
      eventName: 'ConsoleLogin',
      userIdentity: { type: 'Root' },
      requestParameters: null,
    }),
    record('100%_real', 20, { requestParameters: { endpointName: '50%_off' } }),
  );
  await run('ok', 300, 60);
  await run('partial', 60, 5, { word: 'throttled', from: 60, to: 50 });
});

describe('filters', () => {
  test.each([
    [{}, ['100%_real', 'root', 'read', 'denied', 'update', 'assume']],
    [{ who: 'data-eng-2', result: ['denied', 'failed'] }, ['denied']],
    [{ who: ['root', 'ada'] }, ['root', 'assume']],
    [{ through: '(none)' }, ['root', 'assume']],
    [{ mode: 'read' }, ['read']],
    [{ service: 'signin.amazonaws.com' }, ['root']],
    [{ on: 'rank' }, ['read', 'update']],
    [{ on: '%_' }, ['100%_real']],
    [{ q: ['ci-deploy', 'scorer'] }, ['denied']],
    [
      { ip: '203.0.113.9', action: 'UpdateEndpoint', account: place.account, region: place.region },
      ['100%_real', 'denied', 'update'],
    ],
    [{ account: "' or 1=1 --" }, []],
    [{ unknown: 'x' }, ['100%_real', 'root', 'read', 'denied', 'update', 'assume']],
  ])('%j', async (search, expected) => {
    expect(await ids(search)).toEqual(expected);
  });
});

test('a team sees the events that name its resources', async () => {
  expect(await ids({}, 'search')).toEqual(['read', 'update']);
  expect(await ids({}, 'fraud')).toEqual(['denied']);
  const fraud = teamsScope(['fraud']);
  expect((await listAuditEvents(fraud, { ...ask(), limit: 10, cursor: null })).rows.map(({ eventId }) => eventId)).toEqual([
    'denied',
  ]);
  await expect(getAuditEvent(fraud, { team: 'all', eventId: 'update', account: null })).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await getAuditTotals(fraud, 'all')).toMatchObject({ stored: 1 });
});

test('counts agree with each other, and a filter does not narrow its own list', async () => {
  const [buckets, facets] = await Promise.all([
    listAuditBuckets(all, ask({ result: 'denied' })),
    listAuditFacets(all, ask({ result: 'denied' })),
  ]);
  expect(buckets.reduce((sum, bucket) => sum + bucket.ok + bucket.denied + bucket.failed, 0)).toBe(1);
  expect(facets.result).toEqual([
    { value: 'ok', count: 5 },
    { value: 'denied', count: 1 },
  ]);
  expect(facets.who).toEqual([{ value: 'data-eng-2', count: 1 }]);
  expect(facets.through).toEqual([{ value: 'ci-deploy', count: 1 }]);
});

test('completeness: the newest stretch without a hole, and what is in the way', async () => {
  const [coverage] = await listAuditCoverage(all, now);
  expect(coverage).toMatchObject({
    account: place.account,
    completeFrom: at(50).getTime(),
    completeTo: at(5).getTime(),
    blocked: { word: 'throttled', since: at(5).getTime() },
  });
});

test('a change without an event: awaited for an hour, explained when one comes, not judged where no events are known', async () => {
  const changes = async () => {
    const { rows, checked, unjudged } = await listUnexplainedChanges(all, { team: 'all', now, ...window });
    return { rows: rows.map(({ name, at: changed, isAwaited }) => [name, changed, isAwaited]), checked, unjudged };
  };
  expect(await changes()).toEqual({ rows: [['scorer', at(2).getTime(), true]], checked: 2, unjudged: 1 });
  await save(record('late', 2, { requestParameters: { endpointName: 'scorer', endpointConfigName: 'scorer-3' } }));
  expect((await changes()).rows).toEqual([]);
});

test('an event: who was behind it, what it changed, what stood around it', async () => {
  const event = await getAuditEvent(all, { team: 'search', eventId: 'update', account: place.account });
  expect(event.record).toBe(record('update', 42));
  const chain = await getChain(all, event);
  expect(chain.nodes.map(({ name }) => name)).toEqual(['data-eng-2', 'ada', 'ci-deploy', 'UpdateEndpoint']);
  expect(chain.links.map(({ isProved }) => isProved)).toEqual([false, true, true]);
  const diff = await getRequestDiff(all, event);
  expect(diff.rows).toContainEqual({ field: 'endpointConfigName', before: 'ranker-1', after: 'ranker-2' });
  expect(diff.changes).toEqual([
    { field: 'ProductionVariants[AllTraffic].InstanceType', before: 'ml.m5.2xlarge', after: 'ml.m5.large' },
  ]);
  const around = await listNeighbours(all, 'search', event);
  expect(around.map(({ eventId, title }) => eventId ?? title)).toEqual(
    expect.arrayContaining(['update', 'read', 'seen by inventory']),
  );
  expect(around.map(({ eventId }) => eventId)).not.toContain('denied');
});

describe.skipIf(!hasRealRecords())('2,900 real records', () => {
  const asked = {
    team: 'all',
    from: Date.parse('2023-07-01'),
    to: Date.parse('2023-08-01'),
    filter: parseAuditFilter({ account: '123837392027' }),
    whom: 'everybody' as const,
  };
  beforeAll(async () => {
    await save(...recordsOf('invictus-ir_aws_dataset'));
  });

  test('each is found once, page by page, newest first', async () => {
    const seen: AuditRow[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listAuditEvents>> = await listAuditEvents(all, { ...asked, limit: 333, cursor });
      seen.push(...page.rows);
      cursor = page.next;
    } while (cursor !== null);
    expect(seen).toHaveLength(2900);
    expect(new Set(seen.map(({ eventId }) => eventId)).size).toBe(2900);
    expect(seen.every((row, index) => index === 0 || row.at <= (seen[index - 1]?.at ?? 0))).toBe(true);
  });

  test('histogram and facets count all of them', async () => {
    const [buckets, facets] = await Promise.all([listAuditBuckets(all, asked), listAuditFacets(all, asked)]);
    expect(buckets.reduce((sum, bucket) => sum + bucket.ok + bucket.denied + bucket.failed, 0)).toBe(2900);
    for (const name of ['result', 'mode', 'region'] as const)
      expect(facets[name].reduce((sum, { count }) => sum + count, 0)).toBe(2900);
    expect(facets.who[0]?.value).toBe('bert-jan');
  });
});
