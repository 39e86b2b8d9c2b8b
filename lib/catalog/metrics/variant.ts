import { type MetricRow, namespaces, use } from './row.ts';

/** Kinds of endpoint that run on instances of their own. */
const onInstances = ['realtime', 'multi_model', 'multi_container', 'asynchronous', 'inference_components'] as const;
/** Kinds that publish Invocations: asynchronous endpoints do not. */
export const invoked = ['realtime', 'multi_model', 'multi_container', 'serverless', 'inference_components'] as const;
export const all = ['realtime', 'multi_model', 'multi_container', 'asynchronous', 'serverless', 'inference_components'] as const;

/** A row of AWS/SageMaker for one variant. */
export const variant = (
  metric: string,
  title: string,
  row: Omit<MetricRow, 'namespace' | 'metric' | 'subject' | 'title'>,
): MetricRow => ({ namespace: namespaces.sagemaker, metric, subject: 'variant', title, ...row });

/** A row of /aws/sagemaker/Endpoints for the instances of one variant. */
export const host = (metric: string, title: string, row: Partial<MetricRow> = {}): MetricRow => ({
  namespace: namespaces.hosts,
  metric,
  subject: 'variant',
  unit: 'Percent',
  statistics: use,
  publishedBy: onInstances,
  title,
  ...row,
});
