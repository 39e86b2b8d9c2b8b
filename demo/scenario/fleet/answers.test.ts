import { describe, expect, test, vi } from 'vitest';
import { dayMs, minuteMs } from '#lib/time.ts';
import { compose } from '../compose.ts';
import { type Incident, incidentsBetween } from '../incidents.ts';
import { listTags } from '../tags.ts';
import type { CallContext, Place } from '../types.ts';
import { fleet, fleetOf } from './part.ts';
import { rollOf } from './roll.ts';
import { labUs, prodEu } from './row.ts';
import { usesGpu } from './spec.ts';

const part = fleet({ seed: 'test', scale: { endpoints: 40 } });
const now = Date.parse('2026-11-19T07:42:00Z');
const ask = (place: Place, at: number, name: string, input: Record<string, unknown>, from = part) =>
  (from.operations[name] ?? listTags)(input, { ...place, now: at, scenario: { parts: [from] } } as unknown as CallContext);
type Endpoint = {
  EndpointStatus: string;
  EndpointConfigName: string;
  ProductionVariants: {
    CurrentInstanceCount: number;
    DesiredInstanceCount: number;
    CurrentWeight: number;
    VariantStatus?: { Status: string }[];
  }[];
  PendingDeploymentSummary?: { EndpointConfigName: string; ProductionVariants: { VariantStatus: { Status: string }[] }[] };
};
const describeAt = (one: Incident, minutes: number): Endpoint =>
  ask(one, one.from + minutes * minuteMs, 'sagemaker.DescribeEndpoint', { EndpointName: one.endpoint }) as Endpoint;
const last = (kind: string): Incident => {
  const found = incidentsBetween(undefined, now - 2 * dayMs, now).filter((one) => one.kind === kind && one.to < now);
  return found.at(-1) as Incident;
};

describe('what is not there', () => {
  test.each([
    [
      'DescribeEndpoint',
      { EndpointName: 'none' },
      'Could not find endpoint "arn:aws:sagemaker:eu-west-1:111122223333:endpoint/none".',
    ],
    [
      'DescribeEndpointConfig',
      { EndpointConfigName: 'search-suggest-config-9999' },
      'Could not find endpoint configuration "arn:aws:sagemaker:eu-west-1:111122223333:endpoint-config/search-suggest-config-9999".',
    ],
    [
      'DescribeModel',
      { ModelName: 'search-suggest-2001-01-01' },
      'Could not find model "arn:aws:sagemaker:eu-west-1:111122223333:model/search-suggest-2001-01-01".',
    ],
    [
      'DescribeInferenceComponent',
      { InferenceComponentName: 'none' },
      'Could not find inference component "arn:aws:sagemaker:eu-west-1:111122223333:inference-component/none".',
    ],
    ['DescribeEndpoint', {}, "Value null at 'endpointName'"],
    ['ListTags', { ResourceArn: 'arn:aws:sagemaker:eu-west-1:111122223333:endpoint/none' }, 'Could not find'],
  ])('%s %j', (operation, input, message) => {
    expect(() => ask(prodEu, now, `sagemaker.${operation}`, input)).toThrow(message);
  });
});

describe('lists', () => {
  const names = (input: Record<string, unknown>) =>
    (ask(prodEu, now, 'sagemaker.ListEndpoints', { MaxResults: 100, ...input }).Endpoints as { EndpointName: string }[]).map(
      ({ EndpointName }) => EndpointName,
    );

  test.each([
    [
      'by name, ascending',
      { SortBy: 'Name', SortOrder: 'Ascending' },
      (found: string[]) => expect(found).toEqual([...found].sort()),
    ],
    [
      'by name, descending unless asked',
      { SortBy: 'Name' },
      (found: string[]) => expect(found).toEqual([...found].sort().reverse()),
    ],
    [
      'a part of the name',
      { NameContains: 'FRAUD', SortBy: 'Name' },
      (found: string[]) => expect(found.every((name) => name.includes('fraud'))).toBe(true),
    ],
    ['a status', { StatusEquals: 'Failed' }, (found: string[]) => expect(found).toEqual([])],
    [
      'created after',
      { CreationTimeAfter: Date.parse('2026-08-01') / 1000 },
      (found: string[]) => expect(found).toEqual(['vision-thumbs']),
    ],
    [
      'created before',
      { CreationTimeBefore: Date.parse('2025-01-01') / 1000 },
      (found: string[]) => expect(found).toEqual(['kyc-v2']),
    ],
  ] as const)('%s', (_, input, judge) => {
    const first = names(input);
    judge(
      first.length > 0 || !('CreationTimeAfter' in input || 'CreationTimeBefore' in input || 'NameContains' in input)
        ? first
        : all(input),
    );
  });

  /** A filtered list may begin with an empty page that carries a token. */
  function all(input: Record<string, unknown>): string[] {
    const found: string[] = [];
    for (let token: unknown = 'first'; token; ) {
      const page = ask(prodEu, now, 'sagemaker.ListEndpoints', { ...input, ...(token === 'first' ? {} : { NextToken: token }) });
      found.push(...(page.Endpoints as { EndpointName: string }[]).map(({ EndpointName }) => EndpointName));
      token = page.NextToken;
    }
    return found;
  }

  test('ten a page unless asked, newest first', () => {
    const { Endpoints, NextToken } = ask(prodEu, now, 'sagemaker.ListEndpoints', {});
    expect(Endpoints).toHaveLength(10);
    expect(NextToken).toBeTypeOf('string');
  });
});

describe('incidents as DescribeEndpoint shows them', () => {
  test('a bad deployment: fewer than wanted, another configuration, and back', () => {
    const one = last('bad_deployment');
    const [before, during, after] = [-10, 30, 90].map((minutes) => describeAt(one, minutes)) as [Endpoint, Endpoint, Endpoint];
    const [variant] = during.ProductionVariants;
    expect(variant && variant.DesiredInstanceCount - variant.CurrentInstanceCount).toBe(2);
    expect(during.EndpointConfigName).not.toBe(before.EndpointConfigName);
    expect(after.EndpointConfigName).toBe(before.EndpointConfigName);
    expect(describeAt(one, 2)).toMatchObject({
      EndpointStatus: 'Updating',
      PendingDeploymentSummary: { EndpointConfigName: during.EndpointConfigName },
    });
    const { ScalingActivities } = ask(one, one.from + 60 * minuteMs, 'application-autoscaling.DescribeScalingActivities', {
      ServiceNamespace: 'sagemaker',
      ResourceId: `endpoint/${one.endpoint}/variant/AllTraffic`,
    }) as { ScalingActivities: { StatusCode: string; StatusMessage: string }[] };
    expect(ScalingActivities[1]).toMatchObject({
      StatusCode: 'Failed',
      StatusMessage: expect.stringContaining('InsufficientInstanceCapacity'),
    });
  });

  test('a deployment that rolls itself back: creating, baking, rolling back, as before', () => {
    const one = last('auto_rollback');
    const word = ({ PendingDeploymentSummary }: Endpoint) =>
      PendingDeploymentSummary?.ProductionVariants[0]?.VariantStatus[0]?.Status;
    const seen = [-3, 3, 10, 26, 33].map((minutes) => describeAt(one, minutes));
    expect(seen.map(({ EndpointStatus }) => EndpointStatus).slice(1, 4)).toEqual(['Updating', 'Updating', 'RollingBack']);
    expect(seen.slice(1, 4).map(word)).toEqual(['Creating', 'Baking', 'Deleting']);
    expect(new Set(seen.map(({ EndpointConfigName }) => EndpointConfigName)).size).toBe(1);
  });

  test('a dead node: one fewer than wanted, until it is replaced', () => {
    const one = last('dead_node');
    const missing = (minutes: number) => {
      const [variant] = describeAt(one, minutes).ProductionVariants;
      return variant && variant.DesiredInstanceCount - variant.CurrentInstanceCount;
    };
    expect([60, 120].map(missing)).toEqual([1, 1]);
  });

  test('shifted weights, and back', () => {
    const one = last('traffic_shift');
    const weights = (minutes: number) => describeAt(one, minutes).ProductionVariants.map(({ CurrentWeight }) => CurrentWeight);
    expect([-2, 20, 54].map(weights)).toEqual([
      [0.9, 0.1],
      [0.5, 0.5],
      [0.9, 0.1],
    ]);
  });
});

describe('incidents as metrics show them', () => {
  const figure = (one: Incident, metricName: string, phase: { at: number }, how: 'mean' | 'max' | 'count') => {
    const component = metricName.startsWith('Approximate');
    const namespace =
      metricName.endsWith('Utilization') && !metricName.startsWith('Serverless') ? '/aws/sagemaker/Endpoints' : 'AWS/SageMaker';
    const dimensions = [
      { Name: 'EndpointName', Value: one.endpoint },
      ...(component ? [] : [{ Name: 'VariantName', Value: one.variant }]),
    ];
    const source = part.findMetric(one, { namespace, metricName, dimensions });
    let [sum, count, max] = [0, 0, 0];
    for (let minute = 0; minute < 10; minute += 1) {
      const datum = source?.datum(Math.floor(phase.at / minuteMs) + minute);
      for (let i = 0; datum && i < datum.values.length; i += 1) {
        const [value, times] = [datum.values[i] ?? 0, datum.counts[i] ?? 0];
        sum += value * times;
        count += times;
        max = Math.max(max, value);
      }
    }
    return { mean: count === 0 ? 0 : sum / count, max, count }[how];
  };
  test.each([
    ['bad_deployment', 'ModelLatency', 'mean', 20, (before: number, during: number) => during > 2 * before],
    ['bad_deployment', 'Invocation5XXErrors', 'mean', 20, (_: number, during: number) => during > 0.01],
    ['bad_deployment', 'MemoryUtilization', 'mean', 20, (before: number, during: number) => during > before + 30],
    ['auto_rollback', 'Invocation5XXErrors', 'mean', 15, (_: number, during: number) => during > 0.01],
    ['memory_leak', 'MemoryUtilization', 'max', 405, (before: number, during: number) => during > 93 && during > before],
    ['dead_node', 'MemoryUtilization', 'count', 60, (before: number, during: number) => during < before],
    ['traffic_shift', 'Invocation5XXErrors', 'mean', 10, (_: number, during: number) => during > 0.05],
    ['no_traffic', 'Invocations', 'count', 60, (before: number, during: number) => before > 0 && during === 0],
    ['cold_start_wave', 'ModelSetupTime', 'count', 28, (before: number, during: number) => during > 4 * before],
    [
      'backlog_growth',
      'ApproximateAgeOfOldestRequest',
      'max',
      90,
      (before: number, during: number) => before < 60 && during > 3600,
    ],
  ] as const)('%s: %s (%s)', (kind, metric, how, minutes, judge) => {
    for (const one of incidentsBetween(undefined, now - 4 * dayMs, now - dayMs).filter((other) => other.kind === kind)) {
      const before = figure(one, metric, { at: one.from - 15 * minuteMs }, how);
      const during = figure(one, metric, { at: one.from + minutes * minuteMs }, how);
      expect(judge(before, during), `${one.endpoint}: ${before} then ${during}`).toBe(true);
    }
  });
});

describe('Application Auto Scaling', () => {
  const scaling = (name: string, input: Record<string, unknown>) =>
    ask(prodEu, now, `application-autoscaling.Describe${name}`, { ServiceNamespace: 'sagemaker', ...input });

  test.each([
    ['ScalingPolicies', { MaxResults: 11 }, 'less than or equal to 10'],
    ['ScalableTargets', { MaxResults: 51 }, 'less than or equal to 50'],
  ])('%s gives no larger pages than its documentation says: %j', (name, input, message) => {
    expect(() => scaling(name, input)).toThrow(message);
  });

  test.each(['ScalingPolicies', 'ScalableTargets', 'ScalingActivities'])('%s has an error of its own for a token', (name) => {
    expect(() => scaling(name, { NextToken: 'x' })).toThrow(expect.objectContaining({ code: 'InvalidNextTokenException' }));
  });

  test('nothing here scales by the clock', () => {
    expect(scaling('ScheduledActions', {})).toEqual({ ScheduledActions: [] });
  });
});

describe('ten thousand endpoints', () => {
  const roll = rollOf({ endpoints: 10_000 }, 'test');
  const big = fleetOf(roll, 'test');

  test('all are there, with the roster first', () => {
    expect(roll.all).toHaveLength(10_000);
    expect(new Set(roll.all.map(({ account, region, name }) => `${account} ${region} ${name}`)).size).toBe(10_000);
  });

  test('what is asked for by name is found without going through the list', () => {
    const through = vi.spyOn(roll, 'between').mockImplementation(() => {
      throw new Error('went through the list');
    });
    for (const spec of roll.all.filter((_, index) => index % 401 === 0)) {
      const endpoint = ask(spec, now, 'sagemaker.DescribeEndpoint', { EndpointName: spec.name }, big) as Endpoint;
      ask(spec, now, 'sagemaker.DescribeEndpointConfig', { EndpointConfigName: endpoint.EndpointConfigName }, big);
      expect(big.tags?.(spec, `arn:aws:sagemaker:${spec.region}:${spec.account}:endpoint/${spec.name}`, now)).toBeDefined();
      expect(big.logLines(spec, `/aws/sagemaker/Endpoints/${spec.name}`, now - minuteMs, now)).toBeDefined();
      const dimensions = [
        { Name: 'EndpointName', Value: spec.name },
        { Name: 'VariantName', Value: spec.variants[0]?.name ?? '' },
      ];
      expect(big.findMetric(spec, { namespace: 'AWS/SageMaker', metricName: 'ModelLatency', dimensions })).toBeDefined();
    }
    through.mockRestore();
  });
});

test('a plain fleet is of one kind, whatever its size', () => {
  const { all } = rollOf({ endpoints: 500, isPlain: true }, 'test');
  expect(all).toHaveLength(500);
  const kinds = all.map(({ kind, variants, components, containers, prone }) => ({
    ...{ kind, components, containers, prone },
    variants: variants.map(({ name, type }) => ({ name, hasGpu: usesGpu(type) })),
  }));
  const plain = {
    kind: 'realtime',
    components: [],
    containers: [],
    prone: [],
    variants: [{ name: 'AllTraffic', hasGpu: false }],
  };
  expect(new Set(kinds.map((one) => JSON.stringify(one)))).toEqual(new Set([JSON.stringify(plain)]));
  expect(compose({ seed: 'test', scale: { endpoints: 500, isPlain: true } }).parts).toHaveLength(1);
});

test('trials come in the morning and go in the evening', () => {
  const name = 'search-trial-20261118';
  const at = (time: string) => Date.parse(`2026-11-18T${time}Z`);
  const status = (time: string) =>
    (ask(labUs, at(time), 'sagemaker.DescribeEndpoint', { EndpointName: name }) as Endpoint).EndpointStatus;
  expect(['06:22:00', '12:00:00', '19:56:00'].map(status)).toEqual(['Creating', 'InService', 'Deleting']);
  for (const time of ['05:00:00', '20:30:00']) expect(() => status(time)).toThrow('Could not find endpoint');
  const names = part
    .events(labUs, at('00:00:00'), at('23:59:00'))
    .filter(({ requestParameters }) => requestParameters?.endpointName === name);
  expect(names.map(({ eventName }) => eventName).sort()).toEqual(['CreateEndpoint', 'DeleteEndpoint', 'DescribeEndpoint']);
});
