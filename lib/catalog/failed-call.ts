import { describeCli, shellWord } from './aws-cli.ts';
import { type ResourceKind, resourceKinds } from './resource-kinds.ts';
import { table } from './table.ts';

export type FailedCall = {
  service: string;
  operation: string;
  region: string;
  subject: string | null;
  /** Epoch ms. */
  windowFrom: number | null;
  windowTo: number | null;
};

const kinds = Object.entries(resourceKinds) as [ResourceKind, (typeof resourceKinds)[ResourceKind]][];

/** The kind that an operation lists or describes. */
const kindOfOperation = (operation: string): ResourceKind | null =>
  kinds.find(([, { list, describe }]) => list === operation || describe === operation)?.[0] ?? null;

/** Lists of what another resource holds take its name. */
const holders = table<string>({
  ListPipelineExecutions: '--pipeline-name',
  ListClusterNodes: '--cluster-name',
});

const kebab = (operation: string): string => operation.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();

/** The failed call as an AWS CLI line, to try it by hand; null where what it asked for is not kept. */
export function failedCallCli({ service, operation, region, subject, windowFrom, windowTo }: FailedCall): string | null {
  const kind = kindOfOperation(operation);
  const line = (rest: string) => `aws ${service} ${kebab(operation)}${rest} --region ${shellWord(region)}`;
  if (operation === 'LookupEvents' && windowFrom !== null && windowTo !== null) {
    return line(` --start-time ${new Date(windowFrom).toISOString()} --end-time ${new Date(windowTo).toISOString()}`);
  }
  if (kind === null) return null;
  const row = resourceKinds[kind];
  if (operation === row.describe) return subject === null ? null : describeCli(kind, { region, name: subject, arn: '' });
  const holder = holders[operation];
  if (holder) return subject === null || subject === kind ? null : line(` ${holder} ${shellWord(subject)}`);
  return line(row.service === 'application-autoscaling' ? ' --service-namespace sagemaker' : '');
}
