import { beforeAll, describe, expect, test } from 'vitest';
import { teamsScope } from '#lib/auth/scope.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { place, seedResource } from '#lib/testing/seed-fleet.ts';
import { hourMs } from '#lib/time.ts';
import { exportTable } from './exports.ts';
import { parseResourceFilter, parseResourceOrder } from './resource-filter.ts';
import { countResources, getResource, listRelations, listResources, listVersions } from './resources.ts';

const database = await testDatabase();
process.env.DATABASE_URL = database.webUrl;

const now = Date.parse('2026-11-19T07:42:00Z');
const ask = { team: 'all', now, asOf: null };
const scope = everyScope();
const odd = `cluster/né <script>alert(1)</script> %2F "quoted"`;
const asked = (search: Record<string, string | string[]>) => [parseResourceFilter(search), parseResourceOrder(search)] as const;

const rows = [
  { kind: 'endpoint', name: 'ranker', team: 'search', status: 'InService', description: { EndpointConfigName: 'ranker-cfg-2' } },
  {
    kind: 'endpoint_config',
    name: 'ranker-cfg-2',
    team: 'search',
    description: { EndpointConfigName: 'ranker-cfg-2', ProductionVariants: [{ ModelName: 'ranker-m' }] },
  },
  { kind: 'model', name: 'ranker-m', team: 'search', description: { ModelName: 'ranker-m' } },
  {
    kind: 'inference_component',
    name: 'ranker-ic',
    team: 'search',
    description: { InferenceComponentName: 'ranker-ic', EndpointName: 'ranker' },
  },
  {
    kind: 'alarm',
    name: 'ranker 5xx',
    team: 'search',
    parent: 'endpoint/ranker',
    description: { AlarmName: 'ranker 5xx', Dimensions: [{ Name: 'EndpointName', Value: 'ranker' }] },
  },
  {
    kind: 'scaling_policy',
    name: 'endpoint/ranker/variant/AllTraffic#track',
    team: 'search',
    parent: 'endpoint/ranker',
    description: { PolicyName: 'track', ResourceId: 'endpoint/ranker/variant/AllTraffic' },
  },
  {
    kind: 'cluster',
    name: 'hyper',
    team: 'vision',
    status: 'InService',
    description: { ClusterName: 'hyper', ClusterArn: arnOf('cluster/k3v8q1m5zt0a') },
  },
  { kind: 'cluster_node', name: 'hyper/i-1', team: 'vision', status: 'Running', parent: 'cluster/hyper', description: {} },
  { kind: 'notebook_instance', name: odd, team: 'fraud', status: 'Stopped', description: { Unheard: { of: true } } },
  { kind: 'tuning_job', name: 'tune', team: 'fraud', status: 'Completed', description: {} },
  {
    kind: 'training_job',
    name: 'tune-001',
    team: 'fraud',
    description: { TuningJobArn: arnOf('hyper-parameter-tuning-job/tune') },
  },
  { kind: 'model', name: 'gone', team: 'fraud', description: {} },
] as const;

function arnOf(tail: string): string {
  return `arn:aws:sagemaker:${place.region}:${place.account}:${tail}`;
}

beforeAll(async () => {
  for (const row of rows) await seedResource(database, { status: null, ...row }, now);
  await database.pool.query(`update resource set arn = $1 where name = 'tune'`, [arnOf('hyper-parameter-tuning-job/tune')]);
  await database.pool.query(`update resource set arn = $1 where name = 'hyper'`, [arnOf('cluster/k3v8q1m5zt0a')]);
  await database.pool.query(`update resource set deleted_at = $1 where name = 'gone'`, [new Date(now - hourMs)]);
  for (const [from, to, size] of [
    [3, 2, 'ml.t3.medium'],
    [2, null, 'ml.t3.large'],
  ] as const) {
    await database.pool.query(`insert into resource_version values ($1, $2, 'notebook_instance', $3, $4, $5, $6, $7)`, [
      place.account,
      place.region,
      odd,
      new Date(now - from * hourMs),
      to === null ? null : new Date(now - to * hourMs),
      { size },
      size,
    ]);
  }
});

describe('the list', () => {
  test.each([
    [{}, 11],
    [{ gone: 'yes' }, 12],
    [{ kind: ['model', 'endpoint'] }, 2],
    [{ kind: 'no_such_kind' }, 11],
    [{ status: 'InService' }, 2],
    [{ region: 'us-east-1' }, 0],
    [{ q: '<script>' }, 1],
    [{ q: '100%' }, 0],
    [{ q: "'; drop table resource; --" }, 0],
  ])('%j finds %i', async (search, count) => {
    const [filter, order] = asked(search);
    expect(await listResources(scope, ask, filter, order)).toHaveLength(count);
    expect((await countResources(scope, ask, filter)).total).toBe(count);
  });

  test("a filter's own choice does not narrow its own counts", async () => {
    const { kind, status } = await countResources(scope, ask, parseResourceFilter({ kind: 'endpoint' }));
    expect(kind).toHaveLength(11);
    expect(status).toEqual([{ value: 'InService', count: 1 }]);
  });

  test.each(['name', '-name', 'kind', '-created', 'name; drop table resource', 'unheard'])(
    'sort=%s gives every row once',
    async (sort) => {
      const list = await listResources(scope, ask, ...asked({ sort }));
      expect(new Set(list.map(({ kind, name }) => `${kind} ${name}`)).size).toBe(11);
    },
  );

  test('a team sees its own', async () => {
    const list = await listResources(teamsScope(['vision']), ask, ...asked({}));
    expect(list.map(({ name }) => name)).toEqual(['hyper', 'hyper/i-1']);
  });

  test('as of a moment: what was deleted since still stands', async () => {
    const then = { ...ask, now: now - 2 * hourMs, asOf: now - 2 * hourMs };
    expect((await listResources(scope, then, ...asked({ kind: 'model' }))).map(({ name }) => name)).toContain('gone');
  });
});

test('the download holds what the filters leave, hostile names as they are', async () => {
  const search = { kind: 'notebook_instance' };
  const rows = await exportTable('resources')(scope, { ...ask, from: now - hourMs, to: now, search });
  expect(rows).toMatchObject([{ kind: 'notebook_instance', name: odd, team: 'fraud' }]);
});

describe('one resource', () => {
  const key = (kind: (typeof rows)[number]['kind'], name: string) => ({ ...place, kind, name });

  test('an odd name is found as it is, and fields that nobody knows are kept', async () => {
    const resource = await getResource(scope, ask, key('notebook_instance', odd));
    expect(resource).toMatchObject({ name: odd, description: { Unheard: { of: true } }, isPast: false });
  });

  test('as of a moment: the version that was valid then', async () => {
    const at = now - 2.5 * hourMs;
    expect(await getResource(scope, { ...ask, now: at, asOf: at }, key('notebook_instance', odd))).toMatchObject({
      description: { size: 'ml.t3.medium' },
      isPast: true,
    });
    expect(await listVersions(scope, key('notebook_instance', odd), at)).toHaveLength(1);
    expect(await listVersions(scope, key('notebook_instance', odd), now)).toHaveLength(2);
  });

  test.each([
    ['another name', scope, key('endpoint', 'rank')],
    ['another kind', scope, key('model', 'ranker')],
    ["another team's", teamsScope(['fraud']), key('endpoint', 'ranker')],
  ])('%s is not found', async (_, who, wanted) => {
    await expect(getResource(who, ask, wanted)).rejects.toMatchObject({ code: 'not_found' });
  });

  test.each([
    [
      'endpoint',
      'ranker',
      [
        'uses endpoint_config ranker-cfg-2',
        'used by inference_component ranker-ic',
        'holds alarm ranker 5xx',
        'holds scaling_policy endpoint/ranker/variant/AllTraffic#track',
      ],
    ],
    ['endpoint_config', 'ranker-cfg-2', ['uses model ranker-m', 'used by endpoint ranker']],
    ['inference_component', 'ranker-ic', ['uses endpoint ranker']],
    ['alarm', 'ranker 5xx', ['part of endpoint ranker']],
    ['scaling_policy', 'endpoint/ranker/variant/AllTraffic#track', ['part of endpoint ranker']],
    ['cluster', 'hyper', ['holds cluster_node hyper/i-1']],
    ['cluster_node', 'hyper/i-1', ['part of cluster hyper']],
    ['tuning_job', 'tune', ['used by training_job tune-001']],
    ['training_job', 'tune-001', ['uses tuning_job tune']],
  ] as const)('%s %s stands beside its relations', async (kind, name, expected) => {
    const relations = await listRelations(scope, await getResource(scope, ask, key(kind, name)));
    const said = relations.map((one) => `${one.relation} ${one.kind} ${one.name}`);
    expect(said.toSorted()).toEqual(expected.toSorted());
  });
});
