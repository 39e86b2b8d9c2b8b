/** Figures that Trailwatch samples itself from Describe answers, once per look; `namespace` says the call. */
export const sampled = {
  'endpoint.instances.current': {
    namespace: 'DescribeEndpoint',
    metric: 'CurrentInstanceCount',
    unit: 'Count',
    title: 'Running instances',
  },
  'endpoint.instances.desired': {
    namespace: 'DescribeEndpoint',
    metric: 'DesiredInstanceCount',
    unit: 'Count',
    title: 'Wanted instances',
  },
  'endpoint.weight': {
    namespace: 'DescribeEndpoint',
    metric: 'CurrentWeight',
    unit: 'None',
    title: 'Traffic weight',
  },
  'component.copies.current': {
    namespace: 'DescribeInferenceComponent',
    metric: 'CurrentCopyCount',
    unit: 'Count',
    title: 'Running copies',
  },
  'component.copies.desired': {
    namespace: 'DescribeInferenceComponent',
    metric: 'DesiredCopyCount',
    unit: 'Count',
    title: 'Wanted copies',
  },
  'labels.total': {
    namespace: 'DescribeLabelingJob',
    metric: 'TotalLabeled',
    unit: 'Count',
    title: 'Labelled',
  },
  'labels.human': {
    namespace: 'DescribeLabelingJob',
    metric: 'HumanLabeled',
    unit: 'Count',
    title: 'Labelled by people',
  },
  'labels.machine': {
    namespace: 'DescribeLabelingJob',
    metric: 'MachineLabeled',
    unit: 'Count',
    title: 'Labelled by machine',
  },
  'labels.failed': {
    namespace: 'DescribeLabelingJob',
    metric: 'FailedNonRetryableError',
    unit: 'Count',
    title: 'Failed',
  },
  'labels.unlabeled': {
    namespace: 'DescribeLabelingJob',
    metric: 'Unlabeled',
    unit: 'Count',
    title: 'Not labelled yet',
  },
  'workteam.labeled': {
    namespace: 'ListLabelingJobsForWorkteam',
    metric: 'HumanLabeled',
    unit: 'Count',
    title: 'Labelled by the workteam',
  },
  'workteam.pending': {
    namespace: 'ListLabelingJobsForWorkteam',
    metric: 'PendingHuman',
    unit: 'Count',
    title: 'Waiting for the workteam',
  },
} as const;
