import { describe, expect, test } from 'vitest';
import type { endpointKinds } from '#lib/catalog/endpoint-kinds.ts';
import { metricIds, metricRow } from '#lib/catalog/metrics.ts';
import { paths } from '#lib/catalog/paths.ts';
import { ownerOf, sortDiscovered } from './discovered.ts';
import { planSeries } from './plan.ts';
import { dimensionsKey } from './series.ts';
import type { Planned } from './subjects.ts';

const model = { PrimaryContainer: { Image: 'i' } };
const related = (answers: Record<string, unknown>) => (kind: string, name: string) => answers[`${kind}/${name}`];
const alive = { createdAt: 0, endedAt: null };

const endpoint = (description: object): Planned => ({
  kind: 'endpoint',
  name: 'e',
  description: { EndpointConfigName: 'c', ...description },
  ...alive,
});
const config = (variant: object, more: object = {}) => ({
  ProductionVariants: [{ VariantName: 'v', ModelName: 'm', ...variant }],
  ...more,
});

const shapes = {
  realtime: { config: config({ InstanceType: 'ml.g5.xlarge' }), model },
  multi_model: { config: config({ InstanceType: 'ml.m5.xlarge' }), model: { PrimaryContainer: { Mode: 'MultiModel' } } },
  multi_container: {
    config: config({ InstanceType: 'ml.m5.xlarge' }),
    model: { Containers: [{ ContainerHostname: 'a' }, { ContainerHostname: 'b' }] },
  },
  asynchronous: { config: config({ InstanceType: 'ml.m5.xlarge' }, { AsyncInferenceConfig: {} }), model },
  serverless: { config: config({ ServerlessConfig: { ProvisionedConcurrency: 2 } }), model },
  inference_components: { config: { ProductionVariants: [{ VariantName: 'v', InstanceType: 'ml.g5.xlarge' }] }, model },
} as const satisfies Record<keyof typeof endpointKinds, { config: object; model: object }>;

describe.each(Object.entries(shapes))('a %s endpoint', (kind, answers) => {
  const series = planSeries([endpoint({})], related({ 'endpoint_config/c': answers.config, 'model/m': answers.model }));
  const planned = new Set(series.map((one) => one.metricId));

  test('is asked for what its kind publishes and Describe can tell, and for nothing else', () => {
    const expected = metricIds.filter((id) => {
      const row = metricRow(id);
      if (!row.publishedBy?.includes(kind as keyof typeof endpointKinds) || row.found === 'discover') return false;
      const hasGpu = JSON.stringify(answers.config).includes('ml.g5');
      return row.needs === undefined || (row.needs === 'gpu' && hasGpu) || row.needs === 'provisioned_concurrency';
    });
    expect([...planned].sort()).toEqual([...expected].sort());
  });

  test('has one series for each statistic', () => {
    for (const id of planned) {
      const row = metricRow(id as (typeof metricIds)[number]);
      const own = series.filter((one) => one.metricId === id);
      const subjects = new Set(own.map((one) => one.dimensionsKey)).size;
      expect(own.length).toBe(subjects * row.statistics.length);
    }
  });
});

test('a job has a host for each instance, over all its groups, and reports a little beyond its end', () => {
  const job: Planned = {
    ...{ kind: 'training_job', name: 'j', createdAt: 1000, endedAt: 2000 },
    description: {
      ResourceConfig: {
        InstanceGroups: [
          { InstanceCount: 2, InstanceType: 'ml.p4d.24xlarge' },
          { InstanceCount: 1, InstanceType: 'ml.m5.large' },
        ],
      },
    },
  };
  const series = planSeries([job], () => undefined);
  expect(new Set(series.map((one) => one.dimensionsKey))).toEqual(new Set(['Host=j/algo-1', 'Host=j/algo-2', 'Host=j/algo-3']));
  expect(series.some((one) => one.metricId === 'training.gpu')).toBe(true);
  expect(series.every((one) => one.activeFrom === 1000 && one.activeTo > 2000 && Number.isFinite(one.activeTo))).toBe(true);
});

test.each(['a'.repeat(63), `${'Churn-2026-'.repeat(5)}Z9`, 'A', `x${'-1'.repeat(31)}`])(
  'the hosts of a job called %s are asked for by its very name, and what is listed of them is its own',
  (name) => {
    const job: Planned = {
      ...{ kind: 'training_job', name, createdAt: 1000, endedAt: 2000 },
      description: { ResourceConfig: { InstanceCount: 2, InstanceType: 'ml.m5.large' } },
    };
    const series = planSeries([job], () => undefined);
    expect(new Set(series.map((one) => one.dimensionsKey))).toEqual(new Set([`Host=${name}/algo-1`, `Host=${name}/algo-2`]));
    for (const one of series) expect(ownerOf(one, '111122223333')).toEqual({ kind: 'training_job', name });
    expect(paths.job('all', 'training_job', { account: '111122223333', region: 'eu-west-1', name })).toContain(`/${name}`);
  },
);

describe('sortDiscovered', () => {
  const always = { activeFrom: 0, activeTo: 1 };
  const listed = (namespace: string, metric: string, ...names: string[]) => ({
    namespace,
    metric,
    dimensions: names.map((Name) => ({ Name, Value: 'x' })),
  });

  test.each([
    [listed('AWS/SageMaker/Workteam', 'TimeSpent', 'CognitoUserPool', 'LabelingJob', 'WorkerId'), 'workteam.time_spent'],
    [listed('AWS/Sagemaker/Workteam', 'TimeSpent', 'CognitoUserPool', 'LabelingJob', 'WorkerId'), 'workteam.time_spent'],
    [listed('AWS/SageMaker/ModelBuildingPipeline', 'StepDuration', 'PipelineName', 'StepName'), 'pipeline.step.duration'],
    [listed('AWS/SageMaker', 'InvocationsProcessed', 'EndpointName', 'VariantName'), 'async.processed'],
    [listed('AWS/SageMaker', 'BrandNewMetric', 'EndpointName'), null],
    [listed('/aws/sagemaker/TrainingJobs', 'train:loss', 'TrainingJobName'), null],
  ])('%o is kept as %s, spelled as AWS spells it', (one, id) => {
    const { wanted } = sortDiscovered([one], '1', () => always);
    expect(wanted.length).toBeGreaterThan(0);
    expect(
      wanted.every((series) => series.metricId === id && series.namespace === one.namespace && series.metric === one.metric),
    ).toBe(true);
  });

  test('the same numbers under further dimensions are counted, not collected twice', () => {
    const found = sortDiscovered(
      [listed('AWS/SageMaker', 'Invocations', 'EndpointName', 'InstanceType', 'VariantName')],
      '1',
      () => always,
    );
    expect(found).toMatchObject({ wanted: [], furtherDimensions: 1, unknown: 0 });
  });

  test('others’ metrics in a shared namespace are left alone', () => {
    expect(sortDiscovered([listed('ContainerInsights', 'pod_cpu_utilization', 'ClusterName')], '1', () => always).wanted).toEqual(
      [],
    );
  });
});

test('no two sets of dimensions share a key', () => {
  const tricky = [{ Name: 'a', Value: '1,b=2' }];
  const plain = [
    { Name: 'a', Value: '1' },
    { Name: 'b', Value: '2' },
  ];
  expect(dimensionsKey(tricky)).not.toBe(dimensionsKey(plain));
});
