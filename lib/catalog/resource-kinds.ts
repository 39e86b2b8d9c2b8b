/**
 * Kinds of AWS resources, and how each is listed, described and spoken of. Adding a kind is adding a row.
 * `volatile` names top-level fields of the Describe answer that change without anyone configuring anything:
 * they stay out of configuration versions. One table, so longer than 300 lines. Paths may be dotted and may cross arrays with `[]`.
 */
export type KindRow = {
  /** Singular and plural, as an engineer says them. */
  one: string;
  many: string;
  service: 'sagemaker' | 'cloudwatch' | 'application-autoscaling';
  list: string;
  /** null: the List answer is all there is. */
  describe: string | null;
  /** The CloudFormation-like type that CloudTrail and ARNs use: arn:aws:sagemaker:…:<arnType>/name. */
  arnType: string;
  /** A finite thing that ends by itself: described until terminal, then never again. */
  isJob: boolean;
  statusField: string | null;
  volatile: readonly string[];
  /** Path in the AWS console; {region} and {name} are replaced. null where the console has no page. */
  console: string | null;
};

const job = (row: Omit<KindRow, 'service' | 'isJob'>): KindRow => ({
  service: 'sagemaker',
  isJob: true,
  ...row,
});
const lasting = (row: Omit<KindRow, 'service' | 'isJob'>): KindRow => ({
  service: 'sagemaker',
  isJob: false,
  ...row,
});

const common = ['LastModifiedTime', 'LastModifiedBy', 'FailureReason'] as const;

export const resourceKinds = {
  endpoint: lasting({
    one: 'endpoint',
    many: 'endpoints',
    list: 'ListEndpoints',
    describe: 'DescribeEndpoint',
    arnType: 'endpoint',
    statusField: 'EndpointStatus',
    volatile: [
      ...common,
      'EndpointStatus',
      'LastDeploymentConfig',
      'PendingDeploymentSummary',
      'ProductionVariants[].CurrentInstanceCount',
      'ProductionVariants[].DesiredInstanceCount',
      'ProductionVariants[].CurrentWeight',
      'ProductionVariants[].VariantStatus',
      'ProductionVariants[].CurrentServerlessConfig',
      'ShadowProductionVariants[].CurrentInstanceCount',
      'ShadowProductionVariants[].VariantStatus',
    ],
    console: '/sagemaker/home?region={region}#/endpoints/{name}',
  }),
  endpoint_config: lasting({
    one: 'endpoint configuration',
    many: 'endpoint configurations',
    list: 'ListEndpointConfigs',
    describe: 'DescribeEndpointConfig',
    arnType: 'endpoint-config',
    statusField: null,
    volatile: [],
    console: '/sagemaker/home?region={region}#/endpointConfig/{name}',
  }),
  model: lasting({
    one: 'model',
    many: 'models',
    list: 'ListModels',
    describe: 'DescribeModel',
    arnType: 'model',
    statusField: null,
    volatile: [],
    console: '/sagemaker/home?region={region}#/models/{name}',
  }),
  inference_component: lasting({
    one: 'inference component',
    many: 'inference components',
    list: 'ListInferenceComponents',
    describe: 'DescribeInferenceComponent',
    arnType: 'inference-component',
    statusField: 'InferenceComponentStatus',
    volatile: [...common, 'InferenceComponentStatus', 'RuntimeConfig.CurrentCopyCount', 'LastDeploymentConfig'],
    console: '/sagemaker/home?region={region}#/inference-components/{name}',
  }),
  training_job: job({
    one: 'training job',
    many: 'training jobs',
    list: 'ListTrainingJobs',
    describe: 'DescribeTrainingJob',
    arnType: 'training-job',
    statusField: 'TrainingJobStatus',
    volatile: [
      ...common,
      'TrainingJobStatus',
      'SecondaryStatus',
      'SecondaryStatusTransitions',
      'TrainingStartTime',
      'TrainingEndTime',
      'TrainingTimeInSeconds',
      'BillableTimeInSeconds',
      'ModelArtifacts',
      'FinalMetricDataList',
    ],
    console: '/sagemaker/home?region={region}#/jobs/{name}',
  }),
  processing_job: job({
    one: 'processing job',
    many: 'processing jobs',
    list: 'ListProcessingJobs',
    describe: 'DescribeProcessingJob',
    arnType: 'processing-job',
    statusField: 'ProcessingJobStatus',
    volatile: [...common, 'ProcessingJobStatus', 'ProcessingStartTime', 'ProcessingEndTime', 'ExitMessage'],
    console: '/sagemaker/home?region={region}#/processing-jobs/{name}',
  }),
  transform_job: job({
    one: 'transform job',
    many: 'transform jobs',
    list: 'ListTransformJobs',
    describe: 'DescribeTransformJob',
    arnType: 'transform-job',
    statusField: 'TransformJobStatus',
    volatile: [...common, 'TransformJobStatus', 'TransformStartTime', 'TransformEndTime'],
    console: '/sagemaker/home?region={region}#/transform-jobs/{name}',
  }),
  tuning_job: job({
    one: 'tuning job',
    many: 'tuning jobs',
    list: 'ListHyperParameterTuningJobs',
    describe: 'DescribeHyperParameterTuningJob',
    arnType: 'hyper-parameter-tuning-job',
    statusField: 'HyperParameterTuningJobStatus',
    volatile: [
      ...common,
      'HyperParameterTuningJobStatus',
      'HyperParameterTuningEndTime',
      'TrainingJobStatusCounters',
      'ObjectiveStatusCounters',
      'BestTrainingJob',
      'OverallBestTrainingJob',
      'ConsumedResources',
      'TuningJobCompletionDetails',
    ],
    console: '/sagemaker/home?region={region}#/hyper-tuning-jobs/{name}',
  }),
  labeling_job: job({
    one: 'labeling job',
    many: 'labeling jobs',
    list: 'ListLabelingJobs',
    describe: 'DescribeLabelingJob',
    arnType: 'labeling-job',
    statusField: 'LabelingJobStatus',
    volatile: [...common, 'LabelingJobStatus', 'LabelCounters', 'LabelingJobOutput'],
    console: '/sagemaker/groundtruth?region={region}#/labeling-jobs/details/{name}',
  }),
  compilation_job: job({
    one: 'compilation job',
    many: 'compilation jobs',
    list: 'ListCompilationJobs',
    describe: 'DescribeCompilationJob',
    arnType: 'compilation-job',
    statusField: 'CompilationJobStatus',
    volatile: [
      ...common,
      'CompilationJobStatus',
      'CompilationStartTime',
      'CompilationEndTime',
      'ModelArtifacts',
      'ModelDigests',
      'DerivedInformation',
    ],
    console: '/sagemaker/home?region={region}#/compilation-jobs/{name}',
  }),
  pipeline: lasting({
    one: 'pipeline',
    many: 'pipelines',
    list: 'ListPipelines',
    describe: 'DescribePipeline',
    arnType: 'pipeline',
    statusField: 'PipelineStatus',
    volatile: [...common, 'LastRunTime'],
    console: null,
  }),
  pipeline_execution: job({
    one: 'pipeline execution',
    many: 'pipeline executions',
    list: 'ListPipelineExecutions',
    describe: 'DescribePipelineExecution',
    arnType: 'pipeline',
    statusField: 'PipelineExecutionStatus',
    volatile: [...common, 'PipelineExecutionStatus'],
    console: null,
  }),
  notebook_instance: lasting({
    one: 'notebook instance',
    many: 'notebook instances',
    list: 'ListNotebookInstances',
    describe: 'DescribeNotebookInstance',
    arnType: 'notebook-instance',
    statusField: 'NotebookInstanceStatus',
    volatile: [...common, 'NotebookInstanceStatus'],
    console: '/sagemaker/home?region={region}#/notebook-instances/{name}',
  }),
  domain: lasting({
    one: 'domain',
    many: 'domains',
    list: 'ListDomains',
    describe: 'DescribeDomain',
    arnType: 'domain',
    statusField: 'Status',
    volatile: [...common, 'Status'],
    console: '/sagemaker/home?region={region}#/studio/{name}',
  }),
  workforce: lasting({
    one: 'workforce',
    many: 'workforces',
    list: 'ListWorkforces',
    describe: 'DescribeWorkforce',
    arnType: 'workforce',
    statusField: 'Status',
    volatile: [...common, 'LastUpdatedDate', 'Status'],
    console: '/sagemaker/groundtruth?region={region}#/labeling-workforces',
  }),
  workteam: lasting({
    one: 'workteam',
    many: 'workteams',
    list: 'ListWorkteams',
    describe: 'DescribeWorkteam',
    arnType: 'workteam',
    statusField: null,
    volatile: ['LastUpdatedDate'],
    console: '/sagemaker/groundtruth?region={region}#/labeling-workforces/private-details/{name}',
  }),
  cluster: lasting({
    one: 'HyperPod cluster',
    many: 'HyperPod clusters',
    list: 'ListClusters',
    describe: 'DescribeCluster',
    arnType: 'cluster',
    statusField: 'ClusterStatus',
    volatile: [...common, 'ClusterStatus', 'FailureMessage', 'InstanceGroups[].CurrentCount', 'InstanceGroups[].Status'],
    console: '/sagemaker/home?region={region}#/cluster-management/{name}',
  }),
  cluster_node: lasting({
    one: 'HyperPod node',
    many: 'HyperPod nodes',
    list: 'ListClusterNodes',
    describe: 'DescribeClusterNode',
    arnType: 'cluster',
    statusField: 'InstanceStatus.Status',
    volatile: ['InstanceStatus'],
    console: null,
  }),
  alarm: {
    service: 'cloudwatch',
    isJob: false,
    one: 'CloudWatch alarm',
    many: 'CloudWatch alarms',
    list: 'DescribeAlarms',
    describe: null,
    arnType: 'alarm',
    statusField: 'StateValue',
    volatile: [
      'StateValue',
      'StateReason',
      'StateReasonData',
      'StateUpdatedTimestamp',
      'StateTransitionedTimestamp',
      'EvaluationState',
    ],
    console: '/cloudwatch/home?region={region}#alarmsV2:alarm/{name}',
  },
  scaling_target: {
    service: 'application-autoscaling',
    isJob: false,
    one: 'scaling target',
    many: 'scaling targets',
    list: 'DescribeScalableTargets',
    describe: null,
    arnType: 'scalable-target',
    statusField: null,
    volatile: ['PredictedCapacity'],
    console: null,
  },
  scaling_policy: {
    service: 'application-autoscaling',
    isJob: false,
    one: 'scaling policy',
    many: 'scaling policies',
    list: 'DescribeScalingPolicies',
    describe: null,
    arnType: 'scalingPolicy',
    statusField: null,
    volatile: ['Alarms'],
    console: null,
  },
} as const satisfies Record<string, KindRow>;

export type ResourceKind = keyof typeof resourceKinds;

export const kindIds = Object.keys(resourceKinds) as ResourceKind[];
export const isResourceKind = (text: string): text is ResourceKind => Object.hasOwn(resourceKinds, text);
export const kindRow = (kind: ResourceKind): KindRow => resourceKinds[kind];

/** Where a resource lives and what it is called: the natural key of everything that was collected. */
export type ResourceKey = { account: string; region: string; kind: ResourceKind; name: string };
