import { AwsError, couldNotFind } from '../../../aws-error.ts';
import type { CallContext, Operation } from '../../types.ts';
import { arn, configName, seconds } from '../names.ts';
import { releasesAt } from '../releases.ts';
import type { Roll } from '../roll.ts';
import { type EndpointSpec, endpointArn } from '../spec.ts';
import { componentCreatedAt, componentSummary, describeComponent } from './component.ts';
import { describeConfig, findConfig } from './configuration.ts';
import { describeEndpoint, exists, standing } from './endpoint.ts';
import { list } from './listing.ts';
import { describeModel, type Model, modelsAt } from './model.ts';

/** A name that must be given. */
function named(input: Record<string, unknown>, member: string): string {
  const value = input[member];
  if (typeof value === 'string' && value !== '') return value;
  const field = member.charAt(0).toLowerCase() + member.slice(1);
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value null at '${field}' failed to satisfy constraint: Member must not be null`,
  );
}

const living = (roll: Roll, context: CallContext): readonly EndpointSpec[] =>
  roll.between(context, context.now, context.now).filter((spec) => exists(spec, context.now));

/** The endpoint to which a configuration's or model's name belongs, by the name's own form. */
const ownerOfConfig = (roll: Roll, context: CallContext, name: string): EndpointSpec | undefined =>
  roll.endpoint(context, /^(.+)-config-\d+$/.exec(name)?.[1] ?? '');

function ownerOfModel(roll: Roll, context: CallContext, name: string): EndpointSpec | undefined {
  const stem = /^(.+)-\d{4}-\d{2}-\d{2}(?:-rc\d{2})?$/.exec(name)?.[1] ?? '';
  return roll.byStem(context, stem) ?? roll.byStem(context, stem.replace(/-[^-]+$/, '')) ?? roll.byComponent(context, stem);
}

export function findModel(roll: Roll, context: CallContext, name: string): Model | undefined {
  const spec = ownerOfModel(roll, context, name);
  return spec && modelsAt(spec, context.now).find((model) => model.name === name);
}

export function findConfiguration(roll: Roll, context: CallContext, name: string) {
  const spec = ownerOfConfig(roll, context, name);
  const release = spec && findConfig(spec, name, context.now);
  return spec && release ? { spec, release } : undefined;
}

export function findComponent(roll: Roll, context: CallContext, name: string) {
  const spec = roll.byComponent(context, name);
  const index = spec?.components.findIndex((component) => component.name === name) ?? -1;
  const component = spec?.components[index];
  return spec && component && componentCreatedAt(spec, index) <= context.now ? { spec, component } : undefined;
}

const endpointOperations = (roll: Roll): Record<string, Operation> => ({
  'sagemaker.ListEndpoints': (input, context) => {
    // Where an endpoint stands takes work, and most requests ask it of one page alone.
    const rows = living(roll, context).map((spec) => ({
      spec,
      name: spec.name,
      createdAt: seconds(spec.createdAt),
      get modifiedAt() {
        return seconds(standing(spec, context.now)?.modifiedAt ?? spec.createdAt);
      },
      get status() {
        return standing(spec, context.now)?.status ?? 'Creating';
      },
    }));
    const show = (row: (typeof rows)[number]) => ({
      EndpointName: row.name,
      EndpointArn: endpointArn(row.spec),
      CreationTime: row.createdAt,
      LastModifiedTime: row.modifiedAt,
      EndpointStatus: row.status,
    });
    return list({ rows, input, member: 'Endpoints', show });
  },
  'sagemaker.DescribeEndpoint': (input, context) => {
    const name = named(input, 'EndpointName');
    const spec = roll.endpoint(context, name);
    const answer = spec && describeEndpoint(spec, context.now);
    if (!answer) throw couldNotFind('endpoint', arn(context, 'endpoint', name));
    return answer;
  },
});

const configOperations = (roll: Roll): Record<string, Operation> => ({
  'sagemaker.ListEndpointConfigs': (input, context) => {
    const rows = roll.between(context, context.now, context.now).flatMap((spec) =>
      releasesAt(spec, context.now).map((release) => ({
        name: configName(spec, release),
        createdAt: seconds(release.configAt),
      })),
    );
    const show = (row: (typeof rows)[number]) => ({
      EndpointConfigName: row.name,
      EndpointConfigArn: arn(context, 'endpoint-config', row.name),
      CreationTime: row.createdAt,
    });
    return list({ rows, input, member: 'EndpointConfigs', show });
  },
  'sagemaker.DescribeEndpointConfig': (input, context) => {
    const name = named(input, 'EndpointConfigName');
    const found = findConfiguration(roll, context, name);
    if (!found) throw couldNotFind('endpoint configuration', arn(context, 'endpoint-config', name));
    return describeConfig(found.spec, found.release);
  },
});

const modelOperations = (roll: Roll): Record<string, Operation> => ({
  'sagemaker.ListModels': (input, context) => {
    const rows = roll
      .between(context, context.now, context.now)
      .flatMap((spec) => modelsAt(spec, context.now).map(({ name, createdAt }) => ({ name, createdAt: seconds(createdAt) })));
    const show = (row: (typeof rows)[number]) => ({
      ModelName: row.name,
      ModelArn: arn(context, 'model', row.name),
      CreationTime: row.createdAt,
    });
    return list({ rows, input, member: 'Models', show });
  },
  'sagemaker.DescribeModel': (input, context) => {
    const name = named(input, 'ModelName');
    const model = findModel(roll, context, name);
    if (!model) throw couldNotFind('model', arn(context, 'model', name));
    return describeModel(model);
  },
});

const componentOperations = (roll: Roll): Record<string, Operation> => ({
  'sagemaker.ListInferenceComponents': (input, context) => {
    const { EndpointNameEquals, VariantNameEquals } = input;
    const rows = living(roll, context)
      .filter((spec) => EndpointNameEquals === undefined || spec.name === EndpointNameEquals)
      .filter((spec) => VariantNameEquals === undefined || spec.variants.some(({ name }) => name === VariantNameEquals))
      .flatMap((spec) =>
        spec.components
          .filter((_, index) => componentCreatedAt(spec, index) <= context.now)
          .map((component) => ({ spec, component })),
      )
      .map(({ spec, component }) => componentSummary(spec, component, context.now))
      .map((shown) => ({
        shown,
        name: String(shown.InferenceComponentName),
        createdAt: Number(shown.CreationTime),
        modifiedAt: Number(shown.LastModifiedTime),
        status: String(shown.InferenceComponentStatus),
      }));
    return list({ rows, input, member: 'InferenceComponents', show: (row) => row.shown });
  },
  'sagemaker.DescribeInferenceComponent': (input, context) => {
    const name = named(input, 'InferenceComponentName');
    const found = findComponent(roll, context, name);
    if (!found) throw couldNotFind('inference component', arn(context, 'inference-component', name));
    return describeComponent(found.spec, found.component, context.now);
  },
});

export const sagemakerOperations = (roll: Roll): Record<string, Operation> => ({
  ...endpointOperations(roll),
  ...configOperations(roll),
  ...modelOperations(roll),
  ...componentOperations(roll),
});
