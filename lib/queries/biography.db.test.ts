import { beforeAll, describe, expect, test } from 'vitest';
import { teamsScope } from '#lib/auth/scope.ts';
import type { ResourceKind } from '#lib/catalog/resource-kinds.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { type SeededEvent, seedEvents } from '#lib/testing/seed-events.ts';
import { place, seedResource } from '#lib/testing/seed-fleet.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { type Biography, getBiography } from './biography.ts';
import { exportTable } from './exports.ts';

const database = await testDatabase();
process.env.DATABASE_URL = database.webUrl;

const now = Date.parse('2026-11-19T07:42:00Z');
const scope = everyScope();
const artifact = 's3://ml/models/train-1/output/model.tar.gz';
const tuningArn = `arn:aws:sagemaker:${place.region}:${place.account}:hyper-parameter-tuning-job/tune`;

const key = (kind: ResourceKind, name: string) => ({ ...place, kind, name });
const life = (kind: ResourceKind, name: string, window: { from: number; to: number } | null = null, by = scope) =>
  getBiography(by, { team: 'all', now, asOf: null, window }, key(kind, name));

type Version = { from: number; to: number | null; configuration: object };
const seedVersions = async (kind: string, name: string, versions: readonly Version[]) => {
  for (const { from, to, configuration } of versions)
    await database.pool.query(
      `insert into resource_version (account, region, kind, name, valid_from, valid_to, configuration, hash) values ($1, $2, $3, $4, $5, $6, $7, 'h')`,
      [place.account, place.region, kind, name, new Date(from), to === null ? null : new Date(to), JSON.stringify(configuration)],
    );
};

let number = 0;
const event = (
  at: number,
  eventName: string,
  on: readonly [ResourceKind, string][],
  rest: Partial<SeededEvent> = {},
): SeededEvent => {
  number += 1;
  return {
    ...{ account: place.account, region: place.region, at: new Date(at), eventName, who: 'ada', through: 'ci-deploy' },
    eventId: `${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`,
    ...{ readOnly: false, result: 'ok', targets: on.map(([, name]) => name) },
    resources: on.map(([kind, name]) => key(kind, name)),
    ...rest,
  };
};

const pointing = (name: string) => ({ EndpointName: 'ranker', EndpointConfigName: name });
const variant = (model: string) => ({ ProductionVariants: [{ VariantName: 'a', ModelName: model }] });
const [first, second, swap] = [now - 10 * dayMs, now - 5 * dayMs, now - 2 * dayMs];

beforeAll(async () => {
  const seed = (kind: ResourceKind, name: string, description: object, rest: object = {}) =>
    seedResource(database, { kind, name, team: 'search', description, ...rest }, now);
  await seed('endpoint', 'ranker', pointing('cfg-2'), { status: 'InService' });
  await seed('endpoint_config', 'cfg-1', variant('m-1'));
  await seed('endpoint_config', 'cfg-2', variant('m-2'), { team: 'vision' });
  await seed('model', 'm-1', { ModelName: 'm-1', PrimaryContainer: { ModelDataUrl: artifact } });
  await seed('training_job', 'train-1', { TuningJobArn: tuningArn, ModelArtifacts: { S3ModelArtifacts: artifact } });
  await seed('training_job', 'models', { ModelArtifacts: { S3ModelArtifacts: 's3://ml/models/other/output/model.tar.gz' } });
  await seed('tuning_job', 'tune', {}, { status: 'Completed' });
  await database.pool.query(`update resource set parent = 'tuning_job/tune' where name = 'train-1'`);
  await seedVersions('endpoint', 'ranker', [
    { from: first, to: second, configuration: pointing('cfg-0') },
    { from: second + hourMs, to: swap, configuration: pointing('cfg-1') },
    { from: swap, to: null, configuration: pointing('cfg-2') },
  ]);
  await database.pool.query(`update resource set created_at = $1 where name = 'ranker'`, [new Date(second + hourMs)]);
  await seedEvents(database, [
    event(first, 'CreateEndpoint', [['endpoint', 'ranker']]),
    event(second - minuteMs, 'DeleteEndpoint', [['endpoint', 'ranker']], { who: 'grace' }),
    event(second + hourMs, 'CreateEndpoint', [['endpoint', 'ranker']]),
    event(swap - minuteMs, 'UpdateEndpoint', [['endpoint', 'ranker']], { who: 'linus' }),
    event(swap + hourMs, 'DeleteEndpoint', [['endpoint', 'ranker']], {
      result: 'denied',
      errorCode: 'AccessDenied',
      who: 'mallory',
    }),
    event(now - hourMs, 'CreateModel', [['model', 'm-1']], { who: 'grace' }),
    ...Array.from({ length: 40 }, (_, index) =>
      event(swap + 2 * hourMs + index * 1000, 'DescribeEndpoint', [['endpoint', 'ranker']], { readOnly: true }),
    ),
    event(now - hourMs, 'UpdateEndpoint', [['endpoint', 'somebody-else']]),
  ]);
  await database.pool.query(
    `insert into activity (account, region, type, id, kind, name, at, ended_at, status, summary, cause, detail) values
       ($1, $2, 'deployment', 'd', 'endpoint', 'ranker', $3, $4, 'Completed', 'Deployed cfg-2', null, '{}'),
       ($1, $2, 'scaling', 's', 'endpoint', 'ranker', $5, null, 'Failed', 'Scale-out 4 → 6', 'no capacity', '{}')`,
    [place.account, place.region, new Date(swap), new Date(swap + 10 * minuteMs), new Date(swap + 3 * hourMs)],
  );
});

const told = ({ chapters }: Biography) => chapters.map(({ kind, name, of }) => `${kind} ${name}${of ? ` of ${of.name}` : ''}`);

describe('an endpoint', () => {
  test('was made from its configurations, their models, and the job that made them', async () => {
    const found = await life('endpoint', 'ranker');
    expect(told(found)).toEqual([
      'endpoint ranker',
      'endpoint_config cfg-2 of ranker',
      'endpoint_config cfg-1 of ranker',
      'model m-1 of cfg-1',
      'training_job train-1 of m-1',
      'tuning_job tune of train-1',
    ]);
    expect(found.strangers.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['endpoint_config cfg-0', 'model m-2']);
    expect(found.chapters[2]?.named).toEqual([{ from: second + hourMs, to: swap }]);
  });

  test('had two lives under one name, each with who made and ended it', async () => {
    const [self] = (await life('endpoint', 'ranker')).chapters;
    expect(self?.lives.map(({ from, to, born, died }) => [from, to, born?.who, died?.who])).toEqual([
      [first, second - minuteMs, 'ada', 'grace'],
      [second + hourMs, null, 'ada', undefined],
    ]);
  });

  test('versions say what they pointed to, and who changed it', async () => {
    const [self] = (await life('endpoint', 'ranker')).chapters;
    expect(self?.versions.map(({ label, by }) => `${label} ${by?.who}`)).toEqual(['cfg-2 linus', 'cfg-1 ada', 'cfg-0 ada']);
  });

  test('its whole life is the window, from before the first to now', async () => {
    const { window, whole } = await life('endpoint', 'ranker');
    expect(window).toMatchObject(whole);
    expect(window.from).toBeLessThan(first);
    expect(window.to).toBe(now);
  });

  test('marks: what was changed, told by services, failed and refused; looks are counted', async () => {
    const [self] = (await life('endpoint', 'ranker')).chapters;
    const count = (sort: string) => self?.marks.filter((mark) => mark.sort === sort).reduce((sum, mark) => sum + mark.count, 0);
    expect(['changed', 'service', 'failed', 'denied', 'read'].map(count)).toEqual([4, 1, 1, 1, 40]);
    const refused = self?.marks.find(({ sort }) => sort === 'denied');
    expect(refused).toMatchObject({ said: 'mallory, through ci-deploy, was refused DeleteEndpoint on ranker' });
    expect(refused?.event?.eventId).toMatch(/^0{7}5-/);
  });

  test('a narrower window holds its own marks and no others', async () => {
    const { chapters, entries } = await life('endpoint', 'ranker', { from: swap - hourMs, to: swap + 2 * hourMs });
    expect(chapters[0]?.marks.map(({ sort, count }) => `${sort} ${count}`)).toEqual(['changed 1', 'service 1', 'denied 1']);
    expect(entries.map(({ said, result }) => `${result}: ${said}`)).toEqual([
      'denied: mallory, through ci-deploy, was refused DeleteEndpoint on ranker',
      'ok: Deployed cfg-2',
      'ok: linus, through ci-deploy, updated endpoint ranker',
    ]);
  });

  test('its status as far as it is stored', async () => {
    const [self] = (await life('endpoint', 'ranker')).chapters;
    expect(self?.states[0]).toMatchObject({ from: swap, to: swap + 10 * minuteMs, status: 'Updating', title: 'Deployed cfg-2' });
  });
});

describe('another team’s', () => {
  test('is not there; what one’s own names is named, and nothing of it is told', async () => {
    await expect(life('endpoint', 'ranker', null, teamsScope(['vision']))).rejects.toMatchObject({ code: 'not_found' });
    const found = await life('endpoint', 'ranker', null, teamsScope(['search']));
    expect(told(found)).not.toContain('endpoint_config cfg-2 of ranker');
    expect(found.strangers.map(({ name }) => name)).toEqual(['cfg-2', 'cfg-0']);
  });
});

describe('a tuning job', () => {
  test('is tied to its children, and they to it', async () => {
    const { children } = await life('tuning_job', 'tune');
    expect(children).toMatchObject({ total: 1, shown: [{ name: 'train-1' }] });
    expect(told(await life('training_job', 'train-1'))).toEqual(['training_job train-1', 'tuning_job tune of train-1']);
  });
});

test('its tables export what the page shows, over the same window', async () => {
  const exported = (table: string, search: Record<string, string>) =>
    exportTable(table)(scope, { team: 'all', now, asOf: null, from: swap - hourMs, to: swap + hourMs / 2, search });
  const whole = await exported('biography', { ...place, kind: 'endpoint', name: 'ranker' });
  expect(whole).toHaveLength((await life('endpoint', 'ranker')).entries.length);
  const narrow = await exported('biography', { ...place, kind: 'endpoint', name: 'ranker', range: '3h' });
  expect(narrow.map(({ what, who }) => `${who}: ${what}`)).toEqual([
    'SageMaker: Deployed cfg-2',
    'linus: linus, through ci-deploy, updated endpoint ranker',
  ]);
  expect(await exported('tuning-children', { ...place, kind: 'tuning_job', name: 'tune' })).toMatchObject([
    { training_job: 'train-1' },
  ]);
  await expect(exported('biography', { ...place, kind: 'toString', name: 'x' })).rejects.toMatchObject({ code: 'not_found' });
});
