import type { ResourceKind } from './resource-kinds.ts';

/**
 * Where CloudWatch Logs keeps what a resource wrote: a group of its own, or its streams in a group of all. A prefix ends in a slash,
 * which no name holds: without it `clean` would read what `clean-2` of another team wrote.
 */
export type LogPlace = { group: string; streamPrefix?: `${string}/`; stream?: string };

/** Source: SageMaker guide "logging-cloudwatch" and "neo-troubleshooting-compilation". Kinds without a row write no log. */
const places: Partial<Record<ResourceKind, (name: string) => LogPlace>> = {
  endpoint: (name) => ({ group: `/aws/sagemaker/Endpoints/${name}` }),
  inference_component: (name) => ({ group: `/aws/sagemaker/InferenceComponents/${name}` }),
  training_job: (name) => ({ group: '/aws/sagemaker/TrainingJobs', streamPrefix: `${name}/` }),
  processing_job: (name) => ({ group: '/aws/sagemaker/ProcessingJobs', streamPrefix: `${name}/` }),
  transform_job: (name) => ({ group: '/aws/sagemaker/TransformJobs', streamPrefix: `${name}/` }),
  compilation_job: (name) => ({ group: '/aws/sagemaker/CompilationJobs', stream: name }),
  labeling_job: (name) => ({ group: '/aws/sagemaker/LabelingJobs', stream: name }),
  notebook_instance: (name) => ({ group: '/aws/sagemaker/NotebookInstances', streamPrefix: `${name}/` }),
};

/** null for a kind that SageMaker writes no log for. */
export const logPlace = (kind: ResourceKind, name: string): LogPlace | null => places[kind]?.(name) ?? null;

const isName = (text: string | undefined): text is string => text !== undefined && /^[A-Za-z0-9][A-Za-z0-9-]*$/.test(text);

/** Whether it is where a resource of some kind and name keeps its log, no wider and no other. */
export function isLogPlace({ group, streamPrefix, stream }: { group: string; streamPrefix?: string; stream?: string }): boolean {
  const names = [group.split('/').at(-1), streamPrefix?.slice(0, -1), stream].filter(isName);
  return Object.values(places).some((place) =>
    names.some((name) => {
      const own = place(name);
      return own.group === group && own.streamPrefix === streamPrefix && own.stream === stream;
    }),
  );
}
