import type { TrailRecord } from '../../scenario/types.ts';

type Resource = { ResourceType: string; ResourceName: string };

/** Request members that name a resource, and its type in CloudTrail's words. */
const named: Readonly<Record<string, string>> = {
  endpointName: 'AWS::SageMaker::Endpoint',
  endpointConfigName: 'AWS::SageMaker::EndpointConfig',
  modelName: 'AWS::SageMaker::Model',
  inferenceComponentName: 'AWS::SageMaker::InferenceComponent',
  trainingJobName: 'AWS::SageMaker::TrainingJob',
  processingJobName: 'AWS::SageMaker::ProcessingJob',
  transformJobName: 'AWS::SageMaker::TransformJob',
  hyperParameterTuningJobName: 'AWS::SageMaker::HyperParameterTuningJob',
  compilationJobName: 'AWS::SageMaker::CompilationJob',
  labelingJobName: 'AWS::SageMaker::LabelingJob',
  workteamName: 'AWS::SageMaker::Workteam',
  workforceName: 'AWS::SageMaker::Workforce',
  notebookInstanceName: 'AWS::SageMaker::NotebookInstance',
  pipelineName: 'AWS::SageMaker::Pipeline',
  pipelineExecutionArn: 'AWS::SageMaker::PipelineExecution',
  domainId: 'AWS::SageMaker::Domain',
  userProfileName: 'AWS::SageMaker::UserProfile',
  clusterName: 'AWS::SageMaker::Cluster',
  roleName: 'AWS::IAM::Role',
  roleArn: 'AWS::IAM::Role',
  policyName: 'AWS::IAM::Policy',
  keyId: 'AWS::KMS::Key',
  alarmName: 'AWS::CloudWatch::Alarm',
  bucketName: 'AWS::S3::Bucket',
};

/** What an event is about: the record's own resources, and the names in its request. */
export function resourcesOf(record: TrailRecord): Resource[] {
  const own = Array.isArray(record.resources) ? record.resources : [];
  const found: Resource[] = own.flatMap((one: { ARN?: string; type?: string }) =>
    one.ARN ? [{ ResourceType: one.type ?? '', ResourceName: one.ARN }] : [],
  );
  for (const [member, type] of Object.entries(named)) {
    const value = record.requestParameters?.[member];
    if (typeof value === 'string') found.push({ ResourceType: type, ResourceName: value });
  }
  const seen = new Set<string>();
  return found.filter(({ ResourceType, ResourceName }) => {
    const key = `${ResourceType} ${ResourceName}`;
    return !seen.has(key) && seen.add(key);
  });
}

type Identity = {
  type?: string;
  userName?: string;
  principalId?: string;
  accessKeyId?: string;
  sessionContext?: { sessionIssuer?: { userName?: string } };
};

/** The name by which Event history knows who called: a session's, a user's, or root. */
export function usernameOf(record: TrailRecord): string | undefined {
  const identity = record.userIdentity as Identity;
  if (identity.type === 'Root') return 'root';
  return identity.userName ?? identity.principalId?.split(':')[1];
}

export const accessKeyOf = (record: TrailRecord): string | undefined =>
  (record.userIdentity as Identity).accessKeyId || undefined;

/** LookupEvents' summary; the record itself is in it as a string. */
export function eventOf(record: TrailRecord): Record<string, unknown> {
  const username = usernameOf(record);
  const accessKey = accessKeyOf(record);
  return {
    EventId: record.eventID,
    EventName: record.eventName,
    ReadOnly: String(record.readOnly),
    ...(accessKey ? { AccessKeyId: accessKey } : {}),
    EventTime: Date.parse(record.eventTime) / 1000,
    EventSource: record.eventSource,
    ...(username ? { Username: username } : {}),
    Resources: resourcesOf(record),
    CloudTrailEvent: JSON.stringify(record),
  };
}
