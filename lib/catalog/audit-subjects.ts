import type { ResourceKind } from './resource-kinds.ts';
import { table } from './table.ts';

/** Request or response members (as CloudTrail spells them, first letter small) that name a resource of a kind. */
export const subjectMembers = table<ResourceKind>({
  endpointName: 'endpoint',
  endpointConfigName: 'endpoint_config',
  modelName: 'model',
  inferenceComponentName: 'inference_component',
  trainingJobName: 'training_job',
  processingJobName: 'processing_job',
  transformJobName: 'transform_job',
  hyperParameterTuningJobName: 'tuning_job',
  labelingJobName: 'labeling_job',
  compilationJobName: 'compilation_job',
  pipelineName: 'pipeline',
  notebookInstanceName: 'notebook_instance',
  domainId: 'domain',
  workforceName: 'workforce',
  workteamName: 'workteam',
  clusterName: 'cluster',
});

/** Which services' records the members above are to be believed in: `clusterName` is also EKS's, `pipelineName` CodePipeline's. */
export const subjectSources: ReadonlySet<string> = new Set(['sagemaker.amazonaws.com']);

/** Members by which other services name what was acted on: for the words of a row, not for a link. In order of weight. */
export const nameMembers = [
  'alarmName',
  'alarmNames',
  'policyName',
  'roleName',
  'roleArn',
  'userName',
  'groupName',
  'bucketName',
  'functionName',
  'trailName',
  'logGroupName',
  'keyId',
  'secretId',
  'instanceId',
  'groupId',
  'volumeId',
  'snapshotId',
  'repositoryName',
  'dBInstanceIdentifier',
  'tableName',
  'queueUrl',
  'topicArn',
  'resourceId',
  'resourceArn',
  'target',
  'name',
  'arn',
] as const;
