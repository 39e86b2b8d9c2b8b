import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EndpointKind } from '#lib/catalog/endpoint-kinds.ts';
import { metricIds, metricRow, subjectDimensions } from '#lib/catalog/metrics.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import type { Datum, MetricSource } from '../types.ts';
import { capacityAt } from './capacity.ts';
import { hardware } from './hardware.ts';
import { seriesOf } from './metrics.ts';
import { fleet } from './part.ts';
import { rollOf } from './roll.ts';
import { places } from './row.ts';
import { type EndpointSpec, usesGpu } from './spec.ts';

const options = { seed: 'test', scale: { endpoints: 40 } };
const part = fleet(options);
const roll = rollOf({ endpoints: 40 }, 'test');
const now = Date.parse('2026-11-19T07:42:00Z');
const sources = places.flatMap((place) => part.metrics(place, now - 30 * dayMs, now).map((source) => ({ place, source })));
const minutes = fc.integer({ min: Math.floor((now - 60 * dayMs) / minuteMs), max: Math.floor(now / minuteMs) });
const any = fc.constantFrom(...sources);

const count = ({ counts }: Datum): number => Array.from(counts).reduce((sum, value) => sum + value, 0);
const sum = ({ values, counts }: Datum): number =>
  Array.from(values).reduce((total, value, i) => total + value * (counts[i] ?? 0), 0);

describe('series', () => {
  test('the same seed makes the same figures, another one others', () => {
    const [again, other] = [fleet(options), fleet({ ...options, seed: 'other' })];
    let differing = 0;
    fc.assert(
      fc.property(any, minutes, ({ place, source }, minute) => {
        expect(again.findMetric(place, source)?.datum(minute)).toEqual(source.datum(minute));
        if (JSON.stringify(other.findMetric(place, source)?.datum(minute)) !== JSON.stringify(source.datum(minute)))
          differing += 1;
      }),
      { numRuns: 500 },
    );
    expect(differing).toBeGreaterThan(100);
  });

  test('a datum is a few ascending values, each observed a whole number of times', () => {
    fc.assert(
      fc.property(any, minutes, ({ source }, minute) => {
        const datum = source.datum(minute);
        if (!datum) return;
        const values = Array.from(datum.values);
        expect(values.length).toBeGreaterThan(0);
        expect(values.length).toBeLessThanOrEqual(40);
        expect(datum.counts.length).toBe(values.length);
        expect(values.every((value, i) => Number.isFinite(value) && value >= (values[i - 1] ?? 0))).toBe(true);
        expect(Array.from(datum.counts).every((times) => Number.isInteger(times) && times > 0)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('every series is found by its identity, whatever the order of its dimensions, and by nothing else', () => {
    for (const { place, source } of sources) {
      const found = part.findMetric(place, {
        ...source,
        metricName: source.metricName,
        namespace: source.namespace,
        dimensions: [...source.dimensions].reverse(),
      });
      expect(found?.dimensions).toEqual(source.dimensions);
      expect(
        part.findMetric(place, { namespace: source.namespace, metricName: 'Nothing', dimensions: source.dimensions }),
      ).toBeUndefined();
    }
    expect(
      new Set(sources.map(({ place, source }) => JSON.stringify([place, source.namespace, source.metricName, source.dimensions])))
        .size,
    ).toBe(sources.length);
  });
});

const find = (spec: EndpointSpec, metricName: string, variant: string): MetricSource | undefined =>
  part.findMetric(spec, {
    namespace: 'AWS/SageMaker',
    metricName,
    dimensions: [
      { Name: 'EndpointName', Value: spec.name },
      { Name: 'VariantName', Value: variant },
    ],
  });

describe('figures of one minute agree', () => {
  const invoked = roll.all
    .filter(({ kind }) => kind !== 'asynchronous')
    .flatMap((spec) => spec.variants.map((variant) => ({ spec, variant })));

  test('invocations, errors, latencies and the share of each instance', () => {
    fc.assert(
      fc.property(fc.constantFrom(...invoked), minutes, ({ spec, variant }, minute) => {
        const at = (metric: string) => find(spec, metric, variant.name)?.datum(minute);
        const requests = at('Invocations');
        const errors = ['Invocation4XXErrors', 'Invocation5XXErrors', 'InvocationModelErrors'].map(at);
        if (!requests) {
          expect(
            [...errors, at('ModelLatency'), at('OverheadLatency'), at('InvocationsPerInstance')].every(
              (datum) => datum === undefined,
            ),
          ).toBe(true);
          return;
        }
        const total = sum(requests);
        expect(count(requests)).toBe(total);
        for (const datum of errors) expect(datum && count(datum)).toBe(total);
        expect(sum(errors[0] as Datum) + sum(errors[1] as Datum)).toBeLessThanOrEqual(total);
        expect(sum(errors[2] as Datum)).toBeLessThanOrEqual(sum(errors[1] as Datum));
        for (const metric of ['ModelLatency', 'OverheadLatency']) expect(count(at(metric) as Datum)).toBe(total);
        const each = at('InvocationsPerInstance');
        if (each) expect(sum(each)).toBeCloseTo(total / capacityAt(spec, variant, minute).running, 6);
      }),
      { numRuns: 1500 },
    );
  });

  test('hosts tell one value an instance, none over what its cores and GPUs can give', () => {
    const onHosts = sources.filter(({ source }) => source.namespace === '/aws/sagemaker/Endpoints');
    fc.assert(
      fc.property(fc.constantFrom(...onHosts), minutes, ({ place, source }, minute) => {
        const named = (name: string) => source.dimensions.find(({ Name }) => Name === name)?.Value ?? '';
        const spec = roll.endpoint(place, named('EndpointName')) as EndpointSpec;
        const variant = spec.variants.find(({ name }) => name === named('VariantName'));
        const datum = source.datum(minute);
        if (!datum || !variant) return;
        const { running, type } = capacityAt(spec, variant, minute);
        expect(count(datum)).toBe(named('InstanceId') ? 1 : running);
        const cores = {
          CPUUtilization: hardware[type].vcpus,
          GPUUtilization: hardware[type].gpus,
          GPUMemoryUtilization: hardware[type].gpus,
        };
        const most = 100 * (cores[source.metricName as keyof typeof cores] ?? 1);
        expect(Math.max(...Array.from(datum.values))).toBeLessThanOrEqual(most);
      }),
      { numRuns: 1500 },
    );
  });

  test('an endpoint whose callers have left is silent, its hosts are not', () => {
    const spec = roll.endpoint(places[0] as (typeof places)[number], 'kyc-v2') as EndpointSpec;
    const minute = Math.floor(now / minuteMs);
    expect(find(spec, 'Invocations', 'AllTraffic')?.datum(minute)).toBeUndefined();
    const listed = part.metrics(spec, now - 3 * 3_600_000, now).filter((source) => source.dimensions[0]?.Value === 'kyc-v2');
    expect(new Set(listed.map(({ namespace }) => namespace))).toEqual(new Set(['/aws/sagemaker/Endpoints']));
  });
});

const kinds = [...new Set(roll.all.map(({ kind }) => kind))] as EndpointKind[];
const endpointSubjects = ['variant', 'endpoint', 'container'] as const;

describe.each(kinds)('%s endpoints publish what the catalogue says', (kind) => {
  const specs = roll.all.filter((spec) => spec.kind === kind);
  const rows = metricIds
    .map(metricRow)
    .filter(({ subject, publishedBy }) => publishedBy && endpointSubjects.some((one) => one === subject));
  const needs = {
    gpu: (spec: EndpointSpec) => spec.variants.some(({ type, serverless }) => !serverless && usesGpu(type)),
    streaming: (spec: EndpointSpec) => spec.isStreaming,
    provisioned_concurrency: (spec: EndpointSpec) => spec.variants.some(({ serverless }) => serverless?.provisioned),
  };
  test.each(rows.map((row) => [`${row.namespace} ${row.metric} of a ${row.subject}`, row] as const))('%s', (_, row) => {
    for (const spec of specs) {
      const names = new Set<string>(subjectDimensions[row.subject]);
      const found = [...seriesOf(spec)].some(
        (series) =>
          series.namespace === row.namespace &&
          series.metricName === row.metric &&
          series.unit === row.unit &&
          series.dimensions.length === names.size &&
          series.dimensions.every(({ Name }) => names.has(Name)),
      );
      const isMet = row.needs === undefined || (row.needs in needs && needs[row.needs as keyof typeof needs](spec));
      expect(found, spec.name).toBe(Boolean(row.publishedBy?.includes(kind) && isMet));
    }
  });
});
