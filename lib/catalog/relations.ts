import type { ResourceKind } from './resource-kinds.ts';
import { table } from './table.ts';

/** Members of Describe answers by which one resource names another of the same account and Region. */
export const relationMembers = table<ResourceKind>({
  EndpointName: 'endpoint',
  EndpointConfigName: 'endpoint_config',
  ModelName: 'model',
  InferenceComponentName: 'inference_component',
  BaseInferenceComponentName: 'inference_component',
  TrainingJobName: 'training_job',
  HyperParameterTuningJobName: 'tuning_job',
  ProcessingJobName: 'processing_job',
  TransformJobName: 'transform_job',
  LabelingJobName: 'labeling_job',
  PipelineName: 'pipeline',
  ClusterName: 'cluster',
  WorkforceName: 'workforce',
  WorkteamName: 'workteam',
  NotebookInstanceName: 'notebook_instance',
});

/** Kinds whose answers can name a resource of this kind: where to look for who uses it. */
export const referrers: Readonly<Partial<Record<ResourceKind, readonly ResourceKind[]>>> = {
  endpoint: ['inference_component', 'alarm', 'scaling_target', 'scaling_policy'],
  endpoint_config: ['endpoint'],
  model: ['endpoint_config', 'inference_component', 'transform_job'],
  inference_component: ['inference_component', 'alarm', 'scaling_target', 'scaling_policy'],
  tuning_job: ['training_job'],
  training_job: ['tuning_job', 'model'],
  pipeline: ['pipeline_execution'],
  workteam: ['labeling_job'],
  workforce: ['workteam'],
  cluster: ['cluster_node'],
  labeling_job: ['training_job'],
};

/** What a resource of each kind is made from or runs within, as its own description names it: the way up of a biography. */
export const lineage: Readonly<Partial<Record<ResourceKind, readonly ResourceKind[]>>> = {
  endpoint: ['endpoint_config'],
  endpoint_config: ['model'],
  inference_component: ['endpoint', 'model'],
  model: ['training_job'],
  training_job: ['tuning_job', 'labeling_job', 'pipeline_execution'],
  tuning_job: ['pipeline_execution'],
  processing_job: ['pipeline_execution'],
  transform_job: ['model', 'pipeline_execution'],
  pipeline_execution: ['pipeline'],
  labeling_job: ['workteam'],
  workteam: ['workforce'],
  cluster_node: ['cluster'],
  scaling_target: ['endpoint', 'inference_component'],
  scaling_policy: ['endpoint', 'inference_component'],
};
