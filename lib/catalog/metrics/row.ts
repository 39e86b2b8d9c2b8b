import type { EndpointKind } from '../endpoint-kinds.ts';

/**
 * Every CloudWatch metric that Trailwatch collects. Adding a metric is adding a row.
 * Units are those CloudWatch publishes (ModelLatency is microseconds); pages convert with lib/format.
 * Source: SageMaker guide "monitoring-cloudwatch", "async-inference-monitor", "serverless-endpoints-monitoring",
 * "multi-container-direct", "workteam-private-tracking", and Container Insights for HyperPod.
 */
export type Statistic = 'Average' | 'Sum' | 'Minimum' | 'Maximum' | 'SampleCount' | 'p50' | 'p90' | 'p99' | 'Sample';

export type Subject =
  | 'variant'
  | 'endpoint'
  | 'container'
  | 'inference_component'
  | 'training_host'
  | 'processing_host'
  | 'transform_host'
  | 'labeling_job'
  | 'labeling_worker'
  | 'account'
  | 'pipeline'
  | 'pipeline_step'
  | 'cluster'
  | 'cluster_node';

/** The dimensions that name one subject, in CloudWatch's spelling. */
export const subjectDimensions = {
  variant: ['EndpointName', 'VariantName'],
  endpoint: ['EndpointName'],
  container: ['EndpointName', 'VariantName', 'ContainerName'],
  inference_component: ['InferenceComponentName'],
  training_host: ['Host'],
  processing_host: ['Host'],
  transform_host: ['Host'],
  labeling_job: ['LabelingJobName'],
  labeling_worker: ['CognitoUserPool', 'LabelingJob', 'WorkerId'],
  account: [],
  pipeline: ['PipelineName'],
  pipeline_step: ['PipelineName', 'StepName'],
  cluster: ['ClusterName'],
  cluster_node: ['ClusterName', 'InstanceId', 'NodeName'],
} as const satisfies Record<Subject, readonly string[]>;

/** What must hold beyond the kind of endpoint before a metric is published. */
export type Requirement = 'gpu' | 'provisioned_concurrency' | 'streaming' | 'automated_labeling' | 'container_insights';

export type MetricRow = {
  namespace: string;
  metric: string;
  unit: 'None' | 'Count' | 'Percent' | 'Microseconds' | 'Milliseconds' | 'Seconds';
  statistics: readonly Statistic[];
  subject: Subject;
  /** Kinds of endpoint that publish it; absent where the subject is no part of an endpoint. */
  publishedBy?: readonly EndpointKind[];
  needs?: Requirement;
  /** 'discover': the dimensions are learnt from ListMetrics, because Describe does not tell them. */
  found?: 'discover';
  /** Percent summed over this: the instance type's cores or GPUs normalise it to 0–100. */
  sumsOver?: 'vcpus' | 'gpus';
  /** Plain name for heads and legends. */
  title: string;
};

/** Sets of statistics that rows share. */
export const spread = ['Average', 'p50', 'p90', 'p99', 'Maximum'] as const;
export const use = ['Average', 'Maximum'] as const;
export const total = ['Sum'] as const;
export const gauge = ['Average', 'Maximum', 'Minimum'] as const;
export const timing = ['Average', 'Maximum', 'SampleCount'] as const;

/** Namespaces in the spelling that AWS's guide prints; SageMaker is consistent in neither case nor slash. */
export const namespaces = {
  sagemaker: 'AWS/SageMaker',
  hosts: '/aws/sagemaker/Endpoints',
  components: '/aws/sagemaker/InferenceComponents',
  workteam: 'AWS/SageMaker/Workteam',
  labeling: 'AWS/Sagemaker/LabelingJobs',
  pipelines: 'AWS/Sagemaker/ModelBuildingPipeline',
  insights: 'ContainerInsights',
} as const;

/** What shares a GPU row: it needs one, and is summed over all of them. */
export const gpu = { needs: 'gpu', sumsOver: 'gpus' } as const;
