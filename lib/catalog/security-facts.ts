import type { ResourceKind } from './resource-kinds.ts';

/** A fact about a resource's safety as Describe answers it, without judgement. */
type SecurityFact = {
  label: string;
  /** Paths in the Describe answer, tried in order; `[]` crosses an array and gives all its values. */
  paths: readonly string[];
  /** What AWS does when the field is absent, where AWS documents it. Absent is never "off". */
  absent?: string;
};

const role: SecurityFact = { label: 'Execution role', paths: ['RoleArn', 'ExecutionRoleArn'] };
const subnets: SecurityFact = { label: 'VPC subnets', paths: ['VpcConfig.Subnets'] };
const groups: SecurityFact = { label: 'Security groups', paths: ['VpcConfig.SecurityGroupIds'] };
const isolation: SecurityFact = { label: 'Network isolation', paths: ['EnableNetworkIsolation'] };
const between: SecurityFact = { label: 'Traffic between containers', paths: ['EnableInterContainerTrafficEncryption'] };
const network = [subnets, groups, isolation] as const;
const outputKey: SecurityFact = {
  label: 'Output key',
  paths: ['OutputDataConfig.KmsKeyId'],
  absent: 'aws/s3 of the role’s account',
};
const volumeKey: SecurityFact = {
  label: 'Volume key',
  paths: ['ResourceConfig.VolumeKmsKeyId'],
  absent: 'a key of AWS; types with NVMe encrypt by themselves',
};

/** Which facts are shown for each kind. A kind without a row has none that AWS answers. */
const securityFacts: Readonly<Partial<Record<ResourceKind, readonly SecurityFact[]>>> = {
  endpoint: [
    { label: 'Capture key', paths: ['DataCaptureConfig.KmsKeyId'] },
    { label: 'Image', paths: ['ProductionVariants[].DeployedImages[].ResolvedImage'] },
    { label: 'Capture', paths: ['DataCaptureConfig.EnableCapture'] },
  ],
  endpoint_config: [
    { label: 'Volume key', paths: ['KmsKeyId'], absent: 'a key of AWS; types with NVMe encrypt by themselves' },
    { label: 'Capture key', paths: ['DataCaptureConfig.KmsKeyId'] },
    { label: 'Async output key', paths: ['AsyncInferenceConfig.OutputConfig.KmsKeyId'] },
    ...network,
    role,
  ],
  model: [
    ...network,
    role,
    { label: 'Image', paths: ['PrimaryContainer.Image', 'Containers[].Image'] },
    { label: 'Artifact', paths: ['PrimaryContainer.ModelDataUrl', 'Containers[].ModelDataUrl'] },
  ],
  inference_component: [
    { label: 'Image', paths: ['Specification.Container.DeployedImage.ResolvedImage', 'Specification.Container.Image'] },
  ],
  training_job: [volumeKey, outputKey, ...network, between, role],
  processing_job: [
    { label: 'Volume key', paths: ['ProcessingResources.ClusterConfig.VolumeKmsKeyId'] },
    { label: 'Output key', paths: ['ProcessingOutputConfig.KmsKeyId'] },
    { label: 'VPC subnets', paths: ['NetworkConfig.VpcConfig.Subnets'] },
    { label: 'Security groups', paths: ['NetworkConfig.VpcConfig.SecurityGroupIds'] },
    { label: 'Network isolation', paths: ['NetworkConfig.EnableNetworkIsolation'] },
    { label: 'Traffic between containers', paths: ['NetworkConfig.EnableInterContainerTrafficEncryption'] },
    role,
  ],
  transform_job: [
    { label: 'Volume key', paths: ['TransformResources.VolumeKmsKeyId'] },
    { label: 'Output key', paths: ['TransformOutput.KmsKeyId'] },
  ],
  tuning_job: [
    { label: 'Volume key', paths: ['TrainingJobDefinition.ResourceConfig.VolumeKmsKeyId'] },
    { label: 'Output key', paths: ['TrainingJobDefinition.OutputDataConfig.KmsKeyId'] },
    { label: 'VPC subnets', paths: ['TrainingJobDefinition.VpcConfig.Subnets'] },
    { label: 'Network isolation', paths: ['TrainingJobDefinition.EnableNetworkIsolation'] },
    { label: 'Traffic between containers', paths: ['TrainingJobDefinition.EnableInterContainerTrafficEncryption'] },
    { label: 'Execution role', paths: ['TrainingJobDefinition.RoleArn'] },
  ],
  labeling_job: [
    { label: 'Output key', paths: ['OutputConfig.KmsKeyId'] },
    { label: 'Volume key', paths: ['LabelingJobAlgorithmsConfig.LabelingJobResourceConfig.VolumeKmsKeyId'] },
    { label: 'Task subnets', paths: ['LabelingJobAlgorithmsConfig.LabelingJobResourceConfig.VpcConfig.Subnets'] },
    role,
  ],
  compilation_job: [
    { label: 'Output key', paths: ['OutputConfig.KmsKeyId'] },
    { label: 'VPC subnets', paths: ['VpcConfig.Subnets'] },
    role,
  ],
  pipeline: [role],
  pipeline_execution: [],
  notebook_instance: [
    { label: 'Volume key', paths: ['KmsKeyId'] },
    { label: 'Direct internet access', paths: ['DirectInternetAccess'] },
    { label: 'Root access', paths: ['RootAccess'] },
    { label: 'Subnet', paths: ['SubnetId'] },
    { label: 'Security groups', paths: ['SecurityGroups'] },
    { label: 'Metadata service', paths: ['InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion'] },
    role,
  ],
  domain: [
    { label: 'Volume key', paths: ['KmsKeyId', 'HomeEfsFileSystemKmsKeyId'] },
    { label: 'Network access', paths: ['AppNetworkAccessType'] },
    { label: 'VPC', paths: ['VpcId'] },
    { label: 'VPC subnets', paths: ['SubnetIds'] },
    { label: 'Sign-in', paths: ['AuthMode'] },
    { label: 'Execution role', paths: ['DefaultUserSettings.ExecutionRole'] },
    { label: 'Identity in sessions', paths: ['DomainSettings.ExecutionRoleIdentityConfig'] },
  ],
  workforce: [
    { label: 'Allowed networks', paths: ['Workforce.SourceIpConfig.Cidrs', 'SourceIpConfig.Cidrs'] },
    { label: 'VPC', paths: ['Workforce.WorkforceVpcConfig.VpcId', 'WorkforceVpcConfig.VpcId'] },
    { label: 'Sign-in', paths: ['Workforce.CognitoConfig.UserPool', 'CognitoConfig.UserPool', 'OidcConfig.Issuer'] },
  ],
  workteam: [{ label: 'Notification topic', paths: ['NotificationConfiguration.NotificationTopicArn'] }],
  cluster: [
    subnets,
    groups,
    { label: 'Execution roles', paths: ['InstanceGroups[].ExecutionRole'] },
    { label: 'Node recovery', paths: ['NodeRecovery'] },
  ],
};

export type AnsweredFact = { label: string; value: string | null; absent: string | null };

function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  const [head, ...rest] = path;
  if (head === undefined) return value === null || value === undefined ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  const key = head.endsWith('[]') ? head.slice(0, -2) : head;
  const next: unknown = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  const all = head.endsWith('[]') && Array.isArray(next) ? next : [next];
  return all.flatMap((item: unknown) => valuesAt(item, rest));
}

const word = (value: unknown): string => {
  if (value === true) return 'on';
  if (value === false) return 'off';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/**
 * A name as a narrow column can show it: of an ARN what stands behind the account, of an image or object what stands behind the last slash.
 * The whole must stand on hover.
 */
export function briefly(value: string): string {
  const [, resource] = /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.+)$/.exec(value) ?? [];
  if (resource !== undefined) return resource;
  const [, tail] = /^(?:s3:\/\/|\d{12}\.dkr\.).*\/([^/]+)$/.exec(value) ?? [];
  return tail === undefined ? value : `…/${tail.replace(/(@sha256:.{12}).+/, '$1…')}`;
}

/** The facts of one Describe answer; `value` is null where AWS's answer does not hold the field, which is not "off". */
export function answeredFacts(kind: ResourceKind, description: unknown): AnsweredFact[] {
  return (securityFacts[kind] ?? []).map(({ label, paths, absent }) => {
    const found = paths.map((path) => valuesAt(description, path.split('.')).flat()).find((values) => values.length > 0);
    const words = [...new Set(found?.map(word))];
    return { label, value: words.length > 0 ? words.join(', ') : null, absent: absent ?? null };
  });
}
