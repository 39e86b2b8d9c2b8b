import type { ResourceKind } from './resource-kinds.ts';
import { table } from './table.ts';

/**
 * What a CloudTrail event did, in words, and which kind it acted on. `said` is a past tense that the name of the
 * resource follows. An event without a row is spoken of by its own name: see `actionWords`.
 */
export type ActionRow = {
  said: string;
  kind: ResourceKind | null;
  /** Whether it can change the configuration of that kind, so that a new version may be its work. */
  changes: boolean;
};

const change = (said: string, kind: ResourceKind): ActionRow => ({ said, kind, changes: true });
const act = (said: string, kind: ResourceKind | null): ActionRow => ({ said, kind, changes: false });

const sagemaker = {
  CreateEndpoint: change('created endpoint', 'endpoint'),
  UpdateEndpoint: change('updated endpoint', 'endpoint'),
  UpdateEndpointWeightsAndCapacities: change('moved traffic or capacity of endpoint', 'endpoint'),
  DeleteEndpoint: change('deleted endpoint', 'endpoint'),
  CreateEndpointConfig: change('created endpoint configuration', 'endpoint_config'),
  DeleteEndpointConfig: change('deleted endpoint configuration', 'endpoint_config'),
  CreateModel: change('created model', 'model'),
  DeleteModel: change('deleted model', 'model'),
  CreateInferenceComponent: change('created inference component', 'inference_component'),
  UpdateInferenceComponent: change('updated inference component', 'inference_component'),
  UpdateInferenceComponentRuntimeConfig: change('changed the copies of inference component', 'inference_component'),
  DeleteInferenceComponent: change('deleted inference component', 'inference_component'),
  CreateTrainingJob: change('started training job', 'training_job'),
  UpdateTrainingJob: change('updated training job', 'training_job'),
  StopTrainingJob: act('stopped training job', 'training_job'),
  DeleteTrainingJob: act('deleted training job', 'training_job'),
  CreateProcessingJob: change('started processing job', 'processing_job'),
  StopProcessingJob: act('stopped processing job', 'processing_job'),
  CreateTransformJob: change('started transform job', 'transform_job'),
  StopTransformJob: act('stopped transform job', 'transform_job'),
  CreateHyperParameterTuningJob: change('started tuning job', 'tuning_job'),
  StopHyperParameterTuningJob: act('stopped tuning job', 'tuning_job'),
  CreateLabelingJob: change('started labeling job', 'labeling_job'),
  StopLabelingJob: act('stopped labeling job', 'labeling_job'),
  CreateCompilationJob: change('started compilation job', 'compilation_job'),
  StopCompilationJob: act('stopped compilation job', 'compilation_job'),
  CreatePipeline: change('created pipeline', 'pipeline'),
  UpdatePipeline: change('updated pipeline', 'pipeline'),
  DeletePipeline: change('deleted pipeline', 'pipeline'),
  StartPipelineExecution: act('ran pipeline', 'pipeline'),
  StopPipelineExecution: act('stopped pipeline execution', 'pipeline_execution'),
  RetryPipelineExecution: act('retried pipeline execution', 'pipeline_execution'),
  UpdatePipelineExecution: change('updated pipeline execution', 'pipeline_execution'),
  CreateNotebookInstance: change('created notebook instance', 'notebook_instance'),
  UpdateNotebookInstance: change('updated notebook instance', 'notebook_instance'),
  StartNotebookInstance: act('started notebook instance', 'notebook_instance'),
  StopNotebookInstance: act('stopped notebook instance', 'notebook_instance'),
  DeleteNotebookInstance: change('deleted notebook instance', 'notebook_instance'),
  CreatePresignedNotebookInstanceUrl: act('opened notebook instance', 'notebook_instance'),
  CreateDomain: change('created domain', 'domain'),
  UpdateDomain: change('updated domain', 'domain'),
  DeleteDomain: change('deleted domain', 'domain'),
  CreatePresignedDomainUrl: act('opened Studio in domain', 'domain'),
  CreateUserProfile: act('created a user profile in domain', 'domain'),
  UpdateUserProfile: act('updated a user profile in domain', 'domain'),
  DeleteUserProfile: act('deleted a user profile in domain', 'domain'),
  CreateWorkforce: change('created workforce', 'workforce'),
  UpdateWorkforce: change('updated workforce', 'workforce'),
  DeleteWorkforce: change('deleted workforce', 'workforce'),
  CreateWorkteam: change('created workteam', 'workteam'),
  UpdateWorkteam: change('updated workteam', 'workteam'),
  DeleteWorkteam: change('deleted workteam', 'workteam'),
  CreateCluster: change('created cluster', 'cluster'),
  UpdateCluster: change('updated cluster', 'cluster'),
  UpdateClusterSoftware: change('updated the software of cluster', 'cluster'),
  DeleteCluster: change('deleted cluster', 'cluster'),
  BatchAddClusterNodes: act('added nodes to cluster', 'cluster'),
  BatchDeleteClusterNodes: act('deleted nodes of cluster', 'cluster'),
  BatchReplaceClusterNodes: act('replaced nodes of cluster', 'cluster'),
  BatchRebootClusterNodes: act('rebooted nodes of cluster', 'cluster'),
  AddTags: act('tagged', null),
  DeleteTags: act('removed tags of', null),
  InvokeEndpoint: act('invoked endpoint', 'endpoint'),
  InvokeEndpointAsync: act('invoked endpoint', 'endpoint'),
  InvokeEndpointWithResponseStream: act('invoked endpoint', 'endpoint'),
} as const satisfies Record<string, ActionRow>;

const around = {
  PutMetricAlarm: change('set alarm', 'alarm'),
  DeleteAlarms: change('deleted alarm', 'alarm'),
  DisableAlarmActions: change('switched off the actions of alarm', 'alarm'),
  EnableAlarmActions: change('switched on the actions of alarm', 'alarm'),
  SetAlarmState: act('forced the state of alarm', 'alarm'),
  RegisterScalableTarget: change('set the scaling limits of', 'scaling_target'),
  DeregisterScalableTarget: change('ended the scaling of', 'scaling_target'),
  PutScalingPolicy: change('set scaling policy', 'scaling_policy'),
  DeleteScalingPolicy: change('deleted scaling policy', 'scaling_policy'),
  AssumeRole: act('assumed role', null),
  AssumeRoleWithWebIdentity: act('assumed role', null),
  AssumeRoleWithSAML: act('assumed role', null),
  ConsoleLogin: act('signed in to the console', null),
  PutRolePolicy: act('changed the policy of role', null),
  AttachRolePolicy: act('attached a policy to role', null),
  DetachRolePolicy: act('detached a policy from role', null),
  DeleteRolePolicy: act('removed a policy of role', null),
  UpdateAssumeRolePolicy: act('changed who may assume role', null),
  ScheduleKeyDeletion: act('scheduled the deletion of key', null),
  DisableKey: act('disabled key', null),
  EnableKey: act('enabled key', null),
  PutKeyPolicy: act('changed the policy of key', null),
  StopLogging: act('stopped trail', null),
  DeleteTrail: act('deleted trail', null),
  GetFederationToken: act('took a federation token for', null),
} as const satisfies Record<string, ActionRow>;

const auditActions = table<ActionRow>({ ...sagemaker, ...around });

export const actionRow = (eventName: string): ActionRow | null =>
  Object.hasOwn(auditActions, eventName) ? (auditActions[eventName] ?? null) : null;

const words = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase();

/** "updated endpoint"; for an event the table does not know, "called rotate something", its own name in words. */
export const actionWords = (eventName: string): string =>
  actionRow(eventName)?.said ?? `called ${/^[A-Za-z0-9]+$/.test(eventName) ? words(eventName) : eventName} on`;

/** Names of the events that can change a kind's configuration; empty where CloudTrail knows none. */
export const changersOf = (kind: ResourceKind): readonly string[] =>
  Object.entries(auditActions).flatMap(([name, row]) => (row.changes && row.kind === kind ? [name] : []));

/** Services as engineers call them; the host itself where it has no row. */
const serviceNames = table<string>({
  'application-autoscaling.amazonaws.com': 'Auto Scaling',
  'autoscaling.amazonaws.com': 'EC2 Auto Scaling',
  'sagemaker.amazonaws.com': 'SageMaker',
  'config.amazonaws.com': 'Config',
  'cloudtrail.amazonaws.com': 'CloudTrail',
  'monitoring.amazonaws.com': 'CloudWatch',
  'scheduler.amazonaws.com': 'EventBridge Scheduler',
  'events.amazonaws.com': 'EventBridge',
  'states.amazonaws.com': 'Step Functions',
  'cloudformation.amazonaws.com': 'CloudFormation',
  'sso.amazonaws.com': 'Identity Center',
});

const serviceLinkedRole = /^AWSServiceRoleFor/;

/** The role worth saying beside a principal: that a service acts through its service-linked role says nothing more. */
export const roleBeside = (who: string, through: string | null): string | null =>
  through !== null && who.endsWith('.amazonaws.com') && serviceLinkedRole.test(through) ? null : through;

export const principalLabel = (who: string): string => serviceNames[who] ?? who.replace(/\.amazonaws\.com$/, '');
