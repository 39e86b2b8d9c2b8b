import type { CallContext } from '../../scenario/types.ts';
import { listed } from '../search/sources.ts';

/** A kind as ARNs and ResourceTypeFilters name it, and the ARNs there are of it. */
export type Kind = { type: string; arns(context: CallContext): Iterable<string> };

const row = (type: string, list: string, items: string, arn: string): Kind => ({
  type,
  *arns(context) {
    for (const item of listed(context, list, items)) yield String(item[arn]);
  },
});

/** What Resource Groups Tagging finds of SageMaker. Training jobs are walked, because an account can have too many to list. */
export const kinds: readonly Kind[] = [
  row('endpoint', 'ListEndpoints', 'Endpoints', 'EndpointArn'),
  row('endpoint-config', 'ListEndpointConfigs', 'EndpointConfigs', 'EndpointConfigArn'),
  row('model', 'ListModels', 'Models', 'ModelArn'),
  row('inference-component', 'ListInferenceComponents', 'InferenceComponents', 'InferenceComponentArn'),
  row('notebook-instance', 'ListNotebookInstances', 'NotebookInstances', 'NotebookInstanceArn'),
  row('domain', 'ListDomains', 'Domains', 'DomainArn'),
  row('cluster', 'ListClusters', 'ClusterSummaries', 'ClusterArn'),
  row('pipeline', 'ListPipelines', 'PipelineSummaries', 'PipelineArn'),
  row('workteam', 'ListWorkteams', 'Workteams', 'WorkteamArn'),
  row('processing-job', 'ListProcessingJobs', 'ProcessingJobSummaries', 'ProcessingJobArn'),
  row('transform-job', 'ListTransformJobs', 'TransformJobSummaries', 'TransformJobArn'),
  row('compilation-job', 'ListCompilationJobs', 'CompilationJobSummaries', 'CompilationJobArn'),
  row('labeling-job', 'ListLabelingJobs', 'LabelingJobSummaryList', 'LabelingJobArn'),
  row(
    'hyper-parameter-tuning-job',
    'ListHyperParameterTuningJobs',
    'HyperParameterTuningJobSummaries',
    'HyperParameterTuningJobArn',
  ),
  { type: 'training-job', arns: () => [] },
];
