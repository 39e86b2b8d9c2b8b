import { CloudWatchClient, PutMetricAlarmCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateTrainingJobCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { RealSeries } from './nab.ts';

export const roleName = 'TrailwatchReadOnly';
export const variantName = 'AllTraffic';
const regions = ['eu-west-1', 'us-east-1', 'us-west-2', 'ap-southeast-2'];
const pointsPerCall = 500;

/** Where one real series was put: which metric of which endpoint, and the statistic that gives its points back. */
export type Seeded = RealSeries & {
  account: string;
  region: string;
  endpoint: string;
  namespace: string;
  metric: string;
  statistic: 'Average' | 'Sum';
};

/** One series a Region, as an endpoint that publishes it: moto lists metrics in time that grows with the square of a Region's points. */
export const place = (series: readonly RealSeries[]): Seeded[] =>
  series.map((one, index) => {
    const percent = one.name.includes('cpu');
    return {
      ...one,
      account: String(100000000001 + Math.floor(index / regions.length)),
      region: regions[index % regions.length] ?? 'eu-west-1',
      endpoint: `nab-${one.name}`,
      namespace: percent ? '/aws/sagemaker/Endpoints' : 'AWS/SageMaker',
      metric: percent ? 'CPUUtilization' : 'Invocations',
      statistic: percent ? 'Average' : 'Sum',
    };
  });

type Access = {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
};

/** Makes the account's role, endpoint, training job, alarm and metric data in moto, through the SDK alone. */
export async function seed(url: string, one: Seeded): Promise<void> {
  const access = await enter(url, one);
  await makeEndpoint(access, one);
  await makeAlarm(access, one);
  await publish(access, one);
}

async function enter(url: string, { account, region }: Seeded): Promise<Access> {
  const root = { endpoint: url, region, credentials: { accessKeyId: 'seed', secretAccessKey: 'seed' } };
  const answer = await new STSClient(root).send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/${roleName}`, RoleSessionName: 'seed' }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = answer.Credentials ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  const access = { ...root, credentials };
  const role = new CreateRoleCommand({ RoleName: roleName, AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}' });
  await new IAMClient(access).send(role).catch((error: Error) => {
    if (error.name !== 'EntityAlreadyExistsException') throw error;
  });
  return access;
}

async function makeEndpoint(access: Access, { account, region, endpoint }: Seeded): Promise<void> {
  const client = new SageMakerClient(access);
  const role = `arn:aws:iam::${account}:role/execution`;
  const image = `${account}.dkr.ecr.${region}.amazonaws.com/serve:1`;
  await client.send(new CreateModelCommand({ ModelName: endpoint, ExecutionRoleArn: role, PrimaryContainer: { Image: image } }));
  const variant = {
    VariantName: variantName,
    ModelName: endpoint,
    InstanceType: 'ml.m5.large' as const,
    InitialInstanceCount: 1,
  };
  await client.send(new CreateEndpointConfigCommand({ EndpointConfigName: endpoint, ProductionVariants: [variant] }));
  const tags = [{ Key: 'team', Value: 'interop' }];
  await client.send(new CreateEndpointCommand({ EndpointName: endpoint, EndpointConfigName: endpoint, Tags: tags }));
  await client.send(
    new CreateTrainingJobCommand({
      TrainingJobName: `${endpoint}-train`.slice(0, 63),
      RoleArn: role,
      AlgorithmSpecification: { TrainingImage: image, TrainingInputMode: 'File' },
      OutputDataConfig: { S3OutputPath: 's3://interop/output' },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 10 },
      StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    }),
  );
}

const dimensionsOf = (endpoint: string) => [
  { Name: 'EndpointName', Value: endpoint },
  { Name: 'VariantName', Value: variantName },
];

async function makeAlarm(access: Access, { endpoint }: Seeded): Promise<void> {
  await new CloudWatchClient(access).send(
    new PutMetricAlarmCommand({
      AlarmName: `${endpoint}-5xx`,
      Namespace: 'AWS/SageMaker',
      MetricName: 'Invocation5XXErrors',
      Dimensions: dimensionsOf(endpoint),
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 5,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  );
}

async function publish(access: Access, { namespace, metric, endpoint, points }: Seeded): Promise<void> {
  const client = new CloudWatchClient(access);
  const dimensions = dimensionsOf(endpoint);
  for (let start = 0; start < points.length; start += pointsPerCall) {
    const data = points.slice(start, start + pointsPerCall).map(({ at, value }) => ({
      MetricName: metric,
      Dimensions: dimensions,
      Timestamp: new Date(at),
      Value: value,
    }));
    await client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData: data }));
  }
}
