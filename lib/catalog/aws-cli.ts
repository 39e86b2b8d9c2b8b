import type { LogPlace } from './log-places.ts';
import { type ResourceKind, resourceKinds } from './resource-kinds.ts';

/** AWS CLI lines for bash: the very calls whose answers the console shows. The account is the caller's profile. */

/** One word of a bash command line, whatever it holds. */
export const shellWord = (text: string): string => (/^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

const kebab = (operation: string): string => operation.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();

export type MetricCall = {
  namespace: string;
  metric: string;
  dimensions: readonly { Name: string; Value: string }[];
  statistic: string;
  periodSeconds?: number;
};

/** `from` and `to` in epoch ms. The JSON is what GetMetricData takes, so an SDK can replay it too. */
export function getMetricDataCli(region: string, calls: readonly MetricCall[], window: { from: number; to: number }): string {
  const input = {
    StartTime: new Date(window.from).toISOString(),
    EndTime: new Date(window.to).toISOString(),
    ScanBy: 'TimestampAscending',
    MetricDataQueries: calls.map((call, index) => ({
      Id: `m${index + 1}`,
      MetricStat: {
        Metric: { Namespace: call.namespace, MetricName: call.metric, Dimensions: call.dimensions },
        Period: call.periodSeconds ?? 60,
        Stat: call.statistic,
      },
    })),
  };
  return `aws cloudwatch get-metric-data --region ${shellWord(region)} --cli-input-json ${shellWord(JSON.stringify(input))}`;
}

type Named = { region: string; name: string; arn: string };

const last = (text: string, separator: string): string => text.slice(text.lastIndexOf(separator) + 1);

/** Kinds whose Describe call does not take `--<noun>-name NAME`. */
const special: Partial<Record<ResourceKind, (of: Named) => string>> = {
  domain: ({ arn, name }) => `describe-domain --domain-id ${shellWord(arn ? last(arn, '/') : name)}`,
  pipeline_execution: ({ arn }) => `describe-pipeline-execution --pipeline-execution-arn ${shellWord(arn)}`,
  tuning_job: ({ name }) => `describe-hyper-parameter-tuning-job --hyper-parameter-tuning-job-name ${shellWord(name)}`,
  cluster_node: ({ name }) => {
    const [cluster = '', node = ''] = name.split('/');
    return `describe-cluster-node --cluster-name ${shellWord(cluster)} --node-id ${shellWord(node)}`;
  },
  alarm: ({ name }) => `describe-alarms --alarm-names ${shellWord(name)}`,
  scaling_target: ({ name }) => `describe-scalable-targets --service-namespace sagemaker --resource-ids ${shellWord(name)}`,
  scaling_policy: ({ name }) =>
    `describe-scaling-policies --service-namespace sagemaker --policy-names ${shellWord(last(name, '/'))}`,
};

/** The call that describes a resource: "aws sagemaker describe-endpoint --region eu-west-1 --endpoint-name e". */
export function describeCli(kind: ResourceKind, of: Named): string {
  const row = resourceKinds[kind];
  const operation = row.describe ?? row.list;
  const noun = kebab(operation.replace(/^(Describe|List)/, ''));
  const tail = special[kind]?.(of) ?? `${kebab(operation)} --${noun}-name ${shellWord(of.name)}`;
  return `aws ${row.service} ${tail} --region ${shellWord(of.region)}`;
}

/** Lines of one log group, of the streams that are meant; times in epoch ms. */
export function filterLogsCli(
  region: string,
  { group, streamPrefix, stream }: LogPlace,
  window: { from: number; to: number },
): string {
  const prefix = streamPrefix === undefined ? '' : ` --log-stream-name-prefix ${shellWord(streamPrefix)}`;
  const name = stream === undefined ? '' : ` --log-stream-names ${shellWord(stream)}`;
  return `aws logs filter-log-events --region ${shellWord(region)} --log-group-name ${shellWord(group)}${prefix}${name} --start-time ${window.from} --end-time ${window.to}`;
}
