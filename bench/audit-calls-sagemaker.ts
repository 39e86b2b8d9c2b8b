import { asked, type CallRow, data, people, type Said, shorts, tags, type Values } from './audit-call.ts';
import {
  arnOf,
  bucketName,
  endpointName,
  imageUri,
  keyArn,
  notebookName,
  type Place,
  pipelineName,
  roleArn,
  runName,
} from './audit-names.ts';

const sm = (place: Place, rest: string): string => arnOf(place, 'sagemaker', rest.toLowerCase());
const made =
  (member: string, kind: string, name: (place: Place) => string, body: (place: Place) => Values) =>
  (place: Place): Said => {
    const named = name(place);
    return {
      request: { [member]: named, ...body(place) },
      response: { [`${member.slice(0, -4)}Arn`]: sm(place, `${kind}/${named}`) },
    };
  };
const vpc = ({ dice }: Place): Values => ({
  securityGroupIds: [`sg-0${dice.hex(4)}`],
  subnets: [`subnet-0${dice.hex(4)}`, `subnet-0${dice.hex(4)}`],
});
const instance = ({ dice }: Place): string => dice.pick(['ml.g5.2xlarge', 'ml.m5.xlarge', 'ml.p4d.24xlarge', 'ml.c6i.4xlarge']);
const variants = (place: Place): Values[] => [
  {
    variantName: 'AllTraffic',
    modelName: runName(place),
    initialInstanceCount: 1 + place.dice.below(8),
    instanceType: instance(place),
    initialVariantWeight: 1,
  },
];
const input = (place: Place): Values => ({
  channelName: 'train',
  dataSource: {
    s3DataSource: {
      s3DataType: 'S3Prefix',
      s3Uri: `s3://${bucketName(place)}/datasets/`,
      s3DataDistributionType: 'FullyReplicated',
    },
  },
  contentType: 'application/x-parquet',
  compressionType: 'None',
});
const training = (place: Place): Values => ({
  algorithmSpecification: { trainingImage: imageUri(place), trainingInputMode: 'File', enableSageMakerMetricsTimeSeries: true },
  roleArn: roleArn(place),
  inputDataConfig: [input(place)],
  outputDataConfig: { s3OutputPath: `s3://${bucketName(place)}/output`, kmsKeyId: keyArn(place) },
  resourceConfig: { instanceType: instance(place), instanceCount: 1 + place.dice.below(4), volumeSizeInGB: 100 },
  stoppingCondition: { maxRuntimeInSeconds: 86_400 },
  hyperParameters: { epochs: String(place.dice.below(40)), lr: place.dice.next().toFixed(6), batch_size: '64' },
  vpcConfig: vpc(place),
  tags: tags(place),
  enableNetworkIsolation: false,
  enableManagedSpotTraining: place.dice.below(2) === 0,
});
const processing = (place: Place): Values => ({
  processingInputs: [
    {
      inputName: 'code',
      s3Input: {
        s3Uri: `s3://${bucketName(place)}/code/`,
        localPath: '/opt/ml/processing/input/code',
        s3DataType: 'S3Prefix',
        s3InputMode: 'File',
      },
    },
  ],
  processingResources: { clusterConfig: { instanceCount: 1, instanceType: instance(place), volumeSizeInGB: 30 } },
  appSpecification: { imageUri: imageUri(place), containerEntrypoint: ['python3', '/opt/ml/processing/input/code/main.py'] },
  roleArn: roleArn(place),
  networkConfig: { vpcConfig: vpc(place) },
});

const sagemaker = shorts('sagemaker');

export const sagemakerRows: readonly CallRow[] = [
  sagemaker.read('DescribeEndpoint', 60, asked('endpointName', endpointName)),
  sagemaker.read('DescribeTrainingJob', 55, asked('trainingJobName', runName)),
  sagemaker.read('DescribeModel', 20, asked('modelName', runName)),
  sagemaker.read('DescribeEndpointConfig', 16, asked('endpointConfigName', endpointName)),
  sagemaker.read('DescribeProcessingJob', 18, asked('processingJobName', runName)),
  sagemaker.read('DescribeNotebookInstance', 8, asked('notebookInstanceName', notebookName)),
  sagemaker.read('DescribePipeline', 6, asked('pipelineName', pipelineName)),
  sagemaker.read('ListEndpoints', 20, () => ({ request: { maxResults: 100, sortBy: 'CreationTime', sortOrder: 'Descending' } })),
  sagemaker.read('ListTrainingJobs', 16, () => ({ request: { maxResults: 100, statusEquals: 'InProgress' } })),
  sagemaker.read('ListTags', 22, (place) => ({ request: { resourceArn: sm(place, `endpoint/${endpointName(place)}`) } })),
  sagemaker.write('CreateTrainingJob', 26, made('trainingJobName', 'training-job', runName, training)),
  sagemaker.write('StopTrainingJob', 3, asked('trainingJobName', runName)),
  sagemaker.write('CreateProcessingJob', 16, made('processingJobName', 'processing-job', runName, processing)),
  sagemaker.write(
    'CreateModel',
    7,
    made('modelName', 'model', runName, (place) => ({
      primaryContainer: {
        image: imageUri(place),
        modelDataUrl: `s3://${bucketName(place)}/${runName(place)}/output/model.tar.gz`,
        environment: { SAGEMAKER_PROGRAM: 'inference.py' },
      },
      executionRoleArn: roleArn(place),
      vpcConfig: vpc(place),
    })),
  ),
  sagemaker.write(
    'CreateEndpointConfig',
    6,
    made('endpointConfigName', 'endpoint-config', runName, (place) => ({
      productionVariants: variants(place),
      kmsKeyId: keyArn(place),
      tags: tags(place),
    })),
  ),
  sagemaker.write(
    'CreateEndpoint',
    2,
    made('endpointName', 'endpoint', endpointName, (place) => ({ endpointConfigName: runName(place), tags: tags(place) })),
  ),
  sagemaker.write(
    'UpdateEndpoint',
    5,
    made('endpointName', 'endpoint', endpointName, (place) => ({
      endpointConfigName: runName(place),
      retainAllVariantProperties: false,
    })),
  ),
  sagemaker.write(
    'UpdateEndpointWeightsAndCapacities',
    3,
    made('endpointName', 'endpoint', endpointName, (place) => ({
      desiredWeightsAndCapacities: [{ variantName: 'AllTraffic', desiredInstanceCount: 1 + place.dice.below(8) }],
    })),
  ),
  sagemaker.write('DeleteEndpoint', 1, asked('endpointName', endpointName), people),
  sagemaker.write('AddTags', 5, (place) => ({
    request: { resourceArn: sm(place, `training-job/${runName(place)}`), tags: tags(place) },
    response: { tags: tags(place) },
  })),
  sagemaker.write('StartPipelineExecution', 4, (place) => {
    const [name, token] = [pipelineName(place), place.dice.uuid()];
    return {
      request: { pipelineName: name, clientRequestToken: token },
      response: { pipelineExecutionArn: sm(place, `pipeline/${name}/execution/${place.dice.hex(3)}`) },
    };
  }),
  sagemaker.write('CreatePresignedNotebookInstanceUrl', 3, asked('notebookInstanceName', notebookName), people),
  sagemaker.write(
    'InvokeEndpoint',
    45,
    (place) => ({
      request: { endpointName: endpointName(place), contentType: 'application/json', accept: 'application/json' },
      response: { contentType: 'application/json', invokedProductionVariant: 'AllTraffic' },
    }),
    { ...data, isRead: true },
  ),
];
