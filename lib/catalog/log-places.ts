import type { ResourceKind } from './resource-kinds.ts';

/** Where CloudWatch Logs keeps what a resource wrote: a group of its own, or streams with its name in a group of all. */
export type LogPlace = { group: string; streamPrefix?: string };

/** Source: SageMaker guide "logging-cloudwatch" and "neo-troubleshooting-compilation". Kinds without a row write no log. */
const places: Partial<Record<ResourceKind, (name: string) => LogPlace>> = {
  endpoint: (name) => ({ group: `/aws/sagemaker/Endpoints/${name}` }),
  inference_component: (name) => ({ group: `/aws/sagemaker/InferenceComponents/${name}` }),
  training_job: (name) => ({ group: '/aws/sagemaker/TrainingJobs', streamPrefix: `${name}/` }),
  processing_job: (name) => ({ group: '/aws/sagemaker/ProcessingJobs', streamPrefix: `${name}/` }),
  transform_job: (name) => ({ group: '/aws/sagemaker/TransformJobs', streamPrefix: `${name}/` }),
  compilation_job: (name) => ({ group: '/aws/sagemaker/CompilationJobs', streamPrefix: name }),
  labeling_job: (name) => ({ group: '/aws/sagemaker/LabelingJobs', streamPrefix: name }),
  notebook_instance: (name) => ({ group: '/aws/sagemaker/NotebookInstances', streamPrefix: `${name}/` }),
};

/** null for a kind that SageMaker writes no log for. */
export const logPlace = (kind: ResourceKind, name: string): LogPlace | null => places[kind]?.(name) ?? null;
