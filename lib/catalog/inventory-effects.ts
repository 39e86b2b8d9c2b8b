import { changersOf } from './audit-actions.ts';
import { kindRow, type ResourceKind } from './resource-kinds.ts';
import { table } from './table.ts';

/**
 * What a successful call leaves in the inventory. `set` makes or changes; `status` moves a state, which no version holds: AWS's time of
 * the last modification or of the end tells it.
 */
export type Effect = 'created' | 'deleted' | 'changed' | 'set' | 'status';
export type EffectRow = {
  kind: ResourceKind;
  effect: Effect;
  /** The kinds that its record names: the same, or what holds it. */
  named: readonly ResourceKind[];
};

const row =
  (effect: Effect) =>
  (kind: ResourceKind, named: readonly ResourceKind[] = [kind]): EffectRow => ({ kind, effect, named });
const created = row('created');
const deleted = row('deleted');
const changed = row('changed');
const set = row('set');
const status = row('status');
const scaled = ['endpoint', 'inference_component'] as const;

/** Calls that must show in the inventory, by the name of their event. */
export const inventoryEffects = table<EffectRow>({
  CreateEndpoint: created('endpoint'),
  UpdateEndpoint: changed('endpoint'),
  DeleteEndpoint: deleted('endpoint'),
  CreateEndpointConfig: created('endpoint_config'),
  DeleteEndpointConfig: deleted('endpoint_config'),
  CreateModel: created('model'),
  DeleteModel: deleted('model'),
  CreateInferenceComponent: created('inference_component'),
  UpdateInferenceComponent: changed('inference_component'),
  UpdateInferenceComponentRuntimeConfig: changed('inference_component'),
  DeleteInferenceComponent: deleted('inference_component'),
  CreateTrainingJob: created('training_job'),
  StopTrainingJob: status('training_job'),
  CreateProcessingJob: created('processing_job'),
  StopProcessingJob: status('processing_job'),
  CreateTransformJob: created('transform_job'),
  StopTransformJob: status('transform_job'),
  CreateHyperParameterTuningJob: created('tuning_job'),
  StopHyperParameterTuningJob: status('tuning_job'),
  CreateLabelingJob: created('labeling_job'),
  StopLabelingJob: status('labeling_job'),
  CreateCompilationJob: created('compilation_job'),
  CreatePipeline: created('pipeline'),
  UpdatePipeline: changed('pipeline'),
  DeletePipeline: deleted('pipeline'),
  StartPipelineExecution: created('pipeline_execution'),
  StopPipelineExecution: status('pipeline_execution'),
  CreateNotebookInstance: created('notebook_instance'),
  UpdateNotebookInstance: changed('notebook_instance'),
  StartNotebookInstance: status('notebook_instance'),
  StopNotebookInstance: status('notebook_instance'),
  DeleteNotebookInstance: deleted('notebook_instance'),
  CreateDomain: created('domain'),
  UpdateDomain: changed('domain'),
  DeleteDomain: deleted('domain'),
  CreateWorkforce: created('workforce'),
  UpdateWorkforce: changed('workforce'),
  DeleteWorkforce: deleted('workforce'),
  CreateWorkteam: created('workteam'),
  UpdateWorkteam: changed('workteam'),
  DeleteWorkteam: deleted('workteam'),
  CreateCluster: created('cluster'),
  UpdateCluster: changed('cluster'),
  DeleteCluster: deleted('cluster'),
  PutMetricAlarm: set('alarm'),
  DeleteAlarms: deleted('alarm'),
  DisableAlarmActions: changed('alarm'),
  EnableAlarmActions: changed('alarm'),
  RegisterScalableTarget: set('scaling_target', scaled),
  DeregisterScalableTarget: deleted('scaling_target', scaled),
  PutScalingPolicy: set('scaling_policy', scaled),
  DeleteScalingPolicy: deleted('scaling_policy', scaled),
});

/** Calls that act on a collected kind, and why the inventory need not show it: their events are on no list. */
export const unseenEffects = table<string>({
  UpdateEndpointWeightsAndCapacities: 'counts are figures, and weights may stay',
  UpdateTrainingJob: 'a job that ended is not described again',
  DeleteTrainingJob: 'jobs are not listed whole, so that none is seen to be gone',
  RetryPipelineExecution: 'the execution is the same one',
  UpdatePipelineExecution: 'an execution that ended is not described again',
  UpdateClusterSoftware: 'a patch leaves the configuration as it was',
});

export const effectRow = (eventName: string): EffectRow | null => inventoryEffects[eventName] ?? null;

const rows = Object.entries(inventoryEffects);

/** Kinds that somebody makes, changes or deletes by a call that CloudTrail knows. */
export const effectKinds: readonly ResourceKind[] = [...new Set(rows.map(([, { kind }]) => kind))];

/** Calls that need not show and yet may have changed a kind: they explain a change that comes soon after. */
export const mayChange = (kind: ResourceKind): string[] => changersOf(kind).filter((name) => unseenEffects[name] !== undefined);

/** Names of the events that explain one of these effects on a kind. */
export const explainersOf = (kind: ResourceKind, effects: readonly Effect[]): string[] =>
  rows.flatMap(([name, one]) => (one.kind === kind && effects.includes(one.effect) ? [name] : []));

export type Looker = 'inventory' | 'scaling' | 'alarms';
const lookers = { sagemaker: 'inventory', cloudwatch: 'alarms', 'application-autoscaling': 'scaling' } as const;

/** The collector that looks at a kind, and the calls without which it saw less than all. */
export function looksAt(kind: ResourceKind): { looker: Looker; operations: readonly string[] } {
  const { service, list, describe } = kindRow(kind);
  return { looker: lookers[service], operations: describe === null ? [list] : [list, describe] };
}
