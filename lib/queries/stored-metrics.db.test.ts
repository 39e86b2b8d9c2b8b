import { beforeAll, expect, test } from 'vitest';
import { teamsScope } from '#lib/auth/scope.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { place, seedResource } from '#lib/testing/seed-fleet.ts';
import { seedSamples } from '#lib/testing/seed-samples.ts';
import { hourMs } from '#lib/time.ts';
import { exportTable } from './exports.ts';
import { getResource } from './resources.ts';
import { listResourceMetrics } from './stored-metrics.ts';

const database = await testDatabase();
process.env.DATABASE_URL = database.webUrl;

const now = Date.parse('2026-11-19T07:42:00Z');
const scope = everyScope();
const window = { from: now - hourMs, to: now, now };
const hostile = 'loss <b> %_\\ "x"';

beforeAll(async () => {
  for (const [kind, name] of [
    ['training_job', 'train'],
    ['pipeline', 'nightly'],
  ] as const) {
    await seedResource(database, { kind, name, team: 'vision', description: {} }, now);
    const rows = [
      { metricId: 'training.cpu', metric: 'CPUUtilization', value: 40 },
      { metricId: null, metric: hostile, value: 0.25 },
    ];
    for (const { metricId, metric, value } of rows) {
      const { rows: ids } = await database.pool.query<{ id: number }>(
        `insert into series (account, region, kind, name, metric_id, namespace, metric, dimensions, dimensions_key, statistic)
         values ($1, $2, $3, $4, $5, '/aws/sagemaker/TrainingJobs', $6, $7, $4, 'Average') returning id`,
        [place.account, place.region, kind, name, metricId, metric, JSON.stringify([{ Name: 'TrainingJobName', Value: name }])],
      );
      const values = Array.from({ length: 60 }, (_, minute) => (minute === 30 ? value : null));
      const series = { account: place.account, id: ids[0]?.id ?? 0 };
      await seedSamples(database, series, { from: Date.parse('2026-11-19T07:00:00Z'), values });
    }
  }
});

const read = async (kind: 'training_job' | 'pipeline', isOnlyUnknown: boolean) => {
  const key = { ...place, kind, name: kind === 'pipeline' ? 'nightly' : 'train' };
  const resource = await getResource(scope, { team: 'all', now, asOf: null }, key);
  return listResourceMetrics(scope, resource, { ...window, isOnlyUnknown });
};

test.each(['training_job', 'pipeline'] as const)(
  'a metric that the catalogue does not know is shown with its %s',
  async (kind) => {
    expect(await read(kind, true)).toMatchObject([
      { metricId: null, metric: hostile, title: `${hostile}, not in the catalogue`, reading: { value: 0.25 } },
    ]);
    expect(await read(kind, false)).toHaveLength(2);
  },
);

test('and can be downloaded, by its own team alone', async () => {
  const search = { ...place, kind: 'training_job', name: 'train' };
  const ask = { team: 'all', asOf: null, ...window, search };
  expect(await exportTable('resource-metrics')(scope, ask)).toMatchObject([
    { metric: 'CPUUtilization' },
    { metric: hostile, value: 0.25 },
  ]);
  await expect(exportTable('resource-metrics')(teamsScope(['search']), ask)).rejects.toMatchObject({ code: 'not_found' });
  await expect(exportTable('resource-metrics')(scope, { ...ask, search: { kind: 'toString' } })).rejects.toMatchObject({
    code: 'not_found',
  });
});
