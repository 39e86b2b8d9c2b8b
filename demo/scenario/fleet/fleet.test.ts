import { describe, expect, test } from 'vitest';
import { hasModels, validateOutput } from '../../testing/models.ts';
import { compose } from '../compose.ts';
import type { CallContext, Place, ScenarioPart } from '../types.ts';
import { fleet } from './part.ts';
import { places } from './row.ts';

const scenario = compose({ seed: 'test', scale: { endpoints: 40 } });
const part = fleet({ seed: 'test', scale: { endpoints: 40 } });
const context = (place: Place, now: number): CallContext => ({ ...place, now, scenario: { ...scenario, parts: [part] } });
const instants = [
  '2026-11-19T07:42:00Z',
  '2026-11-19T03:02:30Z',
  '2026-11-19T03:30:00Z',
  '2026-11-21T13:50:00Z',
  '2026-10-20T16:03:00Z',
];

type Call = (operation: string, input: Record<string, unknown>) => Record<string, unknown>;
const callOf =
  (from: ScenarioPart, place: Place, now: number): Call =>
  (name, input) => {
    const operation = from.operations[name];
    if (!operation) throw new RangeError(name);
    const output = operation(input, context(place, now));
    const [service = '', action = ''] = name.split('.');
    if (hasModels()) expect(validateOutput(service, action, output), JSON.stringify(input)).toEqual([]);
    return output;
  };

/** Every item of a list, page by page. */
function all(call: Call, { name, member, input = {} }: { name: string; member: string; input?: Record<string, unknown> }) {
  const items: Record<string, unknown>[] = [];
  for (let token: unknown, pages = 0; pages < 200; pages += 1) {
    const output = call(name, { MaxResults: 50, ...input, ...(token ? { NextToken: token } : {}) });
    items.push(...(output[member] as Record<string, unknown>[]));
    token = output.NextToken;
    if (!token) return items;
  }
  throw new RangeError(`${name} never ends`);
}

describe.each(instants)('answers at %s', (at) => {
  const now = Date.parse(at);

  test('every endpoint, configuration, model, component and their tags are described as AWS describes them', () => {
    for (const place of places) {
      const call = callOf(part, place, now);
      const nouns = [
        { list: 'ListEndpoints', member: 'Endpoints', describe: 'DescribeEndpoint', key: 'EndpointName', arn: 'EndpointArn' },
        {
          list: 'ListEndpointConfigs',
          member: 'EndpointConfigs',
          describe: 'DescribeEndpointConfig',
          key: 'EndpointConfigName',
          arn: 'EndpointConfigArn',
        },
        { list: 'ListModels', member: 'Models', describe: 'DescribeModel', key: 'ModelName', arn: 'ModelArn' },
        {
          list: 'ListInferenceComponents',
          member: 'InferenceComponents',
          describe: 'DescribeInferenceComponent',
          key: 'InferenceComponentName',
          arn: 'InferenceComponentArn',
        },
      ];
      for (const noun of nouns) {
        for (const item of all(call, { name: `sagemaker.${noun.list}`, member: noun.member })) {
          const described = call(`sagemaker.${noun.describe}`, { [noun.key]: item[noun.key] });
          expect(described).toMatchObject({ [noun.arn]: item[noun.arn], CreationTime: item.CreationTime });
          call('sagemaker.ListTags', { ResourceArn: item[noun.arn] });
        }
      }
    }
  });

  test('what an endpoint names can be described in turn', () => {
    for (const place of places) {
      const call = callOf(part, place, now);
      for (const { EndpointName } of all(call, { name: 'sagemaker.ListEndpoints', member: 'Endpoints' })) {
        const endpoint = call('sagemaker.DescribeEndpoint', { EndpointName });
        const config = call('sagemaker.DescribeEndpointConfig', { EndpointConfigName: endpoint.EndpointConfigName });
        const variants = config.ProductionVariants as { ModelName?: string }[];
        for (const { ModelName } of variants) if (ModelName) call('sagemaker.DescribeModel', { ModelName });
      }
    }
  });

  test('scaling targets, policies and activities', () => {
    for (const place of places) {
      const call = callOf(part, place, now);
      const input = { ServiceNamespace: 'sagemaker' };
      for (const noun of ['ScalableTargets', 'ScalingPolicies', 'ScalingActivities']) {
        all(call, {
          name: `application-autoscaling.Describe${noun}`,
          member: noun,
          input: { ...input, ...(noun === 'ScalingPolicies' ? { MaxResults: 10 } : {}) },
        });
      }
    }
  });
});
