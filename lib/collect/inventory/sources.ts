import type { AwsCall } from '#lib/aws/call.ts';
import { sagemaker } from '#lib/aws/sagemaker.ts';
import type { ResourceKind } from '#lib/catalog/resource-kinds.ts';

/** An answer of AWS whose shape is read by path. */
export type Loose = Record<string, unknown>;
export type LooseCall = AwsCall<Loose, Loose>;

/** How a kind is listed and described. Paths are dotted; the rest follows from lib/catalog/resource-kinds. */
export type Source = {
  kind: ResourceKind;
  list: LooseCall;
  /** Where the list's answer holds its items, and where an item holds name and ARN. */
  items: string;
  name: string;
  arn: string | null;
  describe: LooseCall;
  /** Parameter of Describe → path in the item of the list. */
  ask: Readonly<Record<string, string>>;
  /** Where the answer of Describe holds the thing itself; null: it is the thing. */
  unwrap: string | null;
  /** `once`: nothing about it can change. `each`: it holds figures that are sampled. `changed`: when the list shows a change. */
  look: 'once' | 'each' | 'changed';
  createdAt: string;
  changedAt: string | null;
  /** Jobs: parameter of List that bounds them in time. */
  since: 'LastModifiedTimeAfter' | 'CreatedAfter' | null;
  endedAt: string | null;
  /** Kinds that Search tells whole, with their tags: the resource it is asked for, and where a record holds it. */
  search: 'TrainingJob' | null;
  /** Listed once for each resource of another kind, whose name this parameter takes. */
  within: { kind: ResourceKind; parameter: string } | null;
  parent: ((description: Loose, holder: string | null) => string | null) | null;
  hasTags: boolean;
};

const loose = (call: unknown): LooseCall => call as LooseCall;
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const lastPart = (arn: unknown): string | null => text(arn)?.split('/').at(-1) ?? null;

type Row = Pick<Source, 'kind' | 'items'> & { noun: string; calls: readonly [unknown, unknown] } & Partial<Source>;

/** Most kinds follow one pattern: XName, XArn, CreationTime, LastModifiedTime. */
const source = ({ noun, calls: [list, describe], ...row }: Row): Source => ({
  list: loose(list),
  describe: loose(describe),
  name: `${noun}Name`,
  arn: `${noun}Arn`,
  ask: { [`${noun}Name`]: row.name ?? `${noun}Name` },
  unwrap: null,
  look: 'changed',
  createdAt: 'CreationTime',
  changedAt: 'LastModifiedTime',
  since: null,
  endedAt: null,
  search: null,
  within: null,
  parent: null,
  hasTags: true,
  ...row,
});
const job = (row: Row & { endedAt: string }): Source => source({ since: 'LastModifiedTimeAfter', ...row });

const s = sagemaker;

/** What the first look at a place begins with: without it there is nothing to collect metrics for. */
export const endpointSources: readonly Source[] = [
  source({ kind: 'endpoint', noun: 'Endpoint', items: 'Endpoints', calls: [s.ListEndpoints, s.DescribeEndpoint], look: 'each' }),
  source({
    ...{ kind: 'endpoint_config', noun: 'EndpointConfig', items: 'EndpointConfigs', look: 'once', changedAt: null },
    calls: [s.ListEndpointConfigs, s.DescribeEndpointConfig],
  }),
  source({
    ...{ kind: 'model', noun: 'Model', items: 'Models', look: 'once', changedAt: null },
    calls: [s.ListModels, s.DescribeModel],
  }),
  source({
    ...{ kind: 'inference_component', noun: 'InferenceComponent', items: 'InferenceComponents', look: 'each' },
    calls: [s.ListInferenceComponents, s.DescribeInferenceComponent],
    parent: ({ EndpointName }) => (text(EndpointName) ? `endpoint/${EndpointName}` : null),
  }),
];

export const jobSources: readonly Source[] = [
  job({
    ...{ kind: 'training_job', noun: 'TrainingJob', items: 'TrainingJobSummaries', endedAt: 'TrainingEndTime' },
    search: 'TrainingJob',
    calls: [s.ListTrainingJobs, s.DescribeTrainingJob],
    parent: ({ TuningJobArn }) => (lastPart(TuningJobArn) ? `tuning_job/${lastPart(TuningJobArn)}` : null),
  }),
  job({
    ...{ kind: 'processing_job', noun: 'ProcessingJob', items: 'ProcessingJobSummaries', endedAt: 'ProcessingEndTime' },
    calls: [s.ListProcessingJobs, s.DescribeProcessingJob],
  }),
  job({
    ...{ kind: 'transform_job', noun: 'TransformJob', items: 'TransformJobSummaries', endedAt: 'TransformEndTime' },
    calls: [s.ListTransformJobs, s.DescribeTransformJob],
  }),
  job({
    ...{ kind: 'tuning_job', noun: 'HyperParameterTuningJob', items: 'HyperParameterTuningJobSummaries' },
    ...{ endedAt: 'HyperParameterTuningEndTime' },
    calls: [s.ListHyperParameterTuningJobs, s.DescribeHyperParameterTuningJob],
  }),
  job({
    ...{ kind: 'labeling_job', noun: 'LabelingJob', items: 'LabelingJobSummaryList', endedAt: 'LastModifiedTime' },
    calls: [s.ListLabelingJobs, s.DescribeLabelingJob],
  }),
  job({
    ...{ kind: 'compilation_job', noun: 'CompilationJob', items: 'CompilationJobSummaries', endedAt: 'CompilationEndTime' },
    calls: [s.ListCompilationJobs, s.DescribeCompilationJob],
  }),
];

export const executionSource: Source = job({
  ...{ kind: 'pipeline_execution', noun: 'PipelineExecution', items: 'PipelineExecutionSummaries' },
  ...{ name: 'PipelineExecutionArn', endedAt: 'LastModifiedTime', since: 'CreatedAfter', hasTags: false },
  ask: { PipelineExecutionArn: 'PipelineExecutionArn' },
  calls: [s.ListPipelineExecutions, s.DescribePipelineExecution],
  within: { kind: 'pipeline', parameter: 'PipelineName' },
  createdAt: 'CreationTime',
  parent: (_, holder) => (holder ? `pipeline/${holder}` : null),
});

export const lastingSources: readonly Source[] = [
  source({
    ...{ kind: 'pipeline', noun: 'Pipeline', items: 'PipelineSummaries' },
    calls: [s.ListPipelines, s.DescribePipeline],
  }),
  source({
    ...{ kind: 'notebook_instance', noun: 'NotebookInstance', items: 'NotebookInstances' },
    calls: [s.ListNotebookInstances, s.DescribeNotebookInstance],
  }),
  source({
    ...{ kind: 'domain', noun: 'Domain', items: 'Domains', name: 'DomainId', ask: { DomainId: 'DomainId' } },
    calls: [s.ListDomains, s.DescribeDomain],
  }),
  source({
    ...{ kind: 'workforce', noun: 'Workforce', items: 'Workforces', unwrap: 'Workforce' },
    ...{ createdAt: 'CreateDate', changedAt: 'LastUpdatedDate' },
    calls: [s.ListWorkforces, s.DescribeWorkforce],
  }),
  source({
    ...{ kind: 'workteam', noun: 'Workteam', items: 'Workteams', unwrap: 'Workteam' },
    ...{ createdAt: 'CreateDate', changedAt: 'LastUpdatedDate' },
    calls: [s.ListWorkteams, s.DescribeWorkteam],
    parent: ({ WorkforceArn }) => (lastPart(WorkforceArn) ? `workforce/${lastPart(WorkforceArn)}` : null),
  }),
  source({
    ...{ kind: 'cluster', noun: 'Cluster', items: 'ClusterSummaries' },
    calls: [s.ListClusters, s.DescribeCluster],
  }),
];

/** Clusters and pipelines hold these; they are looked at after their holders. */
export const nodeSource: Source = source({
  ...{ kind: 'cluster_node', noun: 'Node', items: 'ClusterNodeSummaries', unwrap: 'NodeDetails', look: 'each' },
  ...{ name: 'InstanceId', arn: null, createdAt: 'LaunchTime', changedAt: null, hasTags: false },
  ask: { NodeId: 'InstanceId' },
  calls: [s.ListClusterNodes, s.DescribeClusterNode],
  within: { kind: 'cluster', parameter: 'ClusterName' },
  parent: (_, holder) => (holder ? `cluster/${holder}` : null),
});
