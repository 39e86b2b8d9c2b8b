import { AwsError } from '#demo/aws-error.ts';
import { hexOf, uuidOf } from '../random.ts';
import type { CallContext, Operation } from '../types.ts';
import { cluster, type Instance, nodeFailure, nodesAt, statusAt } from './hyperpod.ts';
import { present } from './job-parts.ts';
import { answerList, timeOf } from './listing.ts';
import { occurrencesBetween } from './recurrence.ts';
import { arnOf, bucketOf, inSeconds, isAt, memoryMs, privateDns, roleArn, vpcOf } from './setting.ts';

const clusterArn = arnOf(cluster.place, `cluster/${cluster.id}`);
const release = { CurrentImageReleaseVersion: '2026.10.2', ImageVersionStatus: 'UpToDate' };
const lifeCycle = { SourceS3Uri: `s3://${bucketOf(cluster.place)}/hyperpod/lifecycle/`, OnCreate: 'on_create.sh' };

const exists = (context: CallContext): boolean => isAt(context, cluster.place) && context.now >= cluster.createdAt;

function need(input: Record<string, unknown>, context: CallContext): void {
  const name = String(input.ClusterName);
  if (exists(context) && (name === cluster.name || name === clusterArn || name === cluster.id)) return;
  throw new AwsError('ResourceNotFound', `Cluster with name ${name} does not exist.`);
}

const status = (node: Instance, now: number) => {
  const { status: word, message } = statusAt(node, now);
  return { InstanceStatus: { Status: word, ...(message ? { Message: message } : {}) } };
};

const nodeSummary = (node: Instance, now: number, hasLogicalId: boolean): Record<string, unknown> => ({
  InstanceGroupName: node.group.name,
  InstanceId: node.id,
  ...(hasLogicalId ? { NodeLogicalId: node.logicalId } : {}),
  InstanceType: node.group.instance,
  LaunchTime: inSeconds(node.launchedAt),
  LastSoftwareUpdateTime: inSeconds(node.launchedAt + 300_000),
  ...status(node, now),
  PrivateDnsHostname: privateDns(cluster.place, node.id),
  ...release,
});

function groupAnswer(group: (typeof cluster.groups)[number], now: number): Record<string, unknown> {
  const running = nodesAt(now).filter((node) => node.group === group && statusAt(node, now).status === 'Running');
  return {
    CurrentCount: running.length,
    TargetCount: group.count,
    InstanceGroupName: group.name,
    InstanceType: group.instance,
    LifeCycleConfig: lifeCycle,
    ExecutionRole: roleArn(cluster.place, 'SageMakerHyperPod'),
    ThreadsPerCore: 2,
    ...(group.name === 'gpu-workers' ? { OnStartDeepHealthChecks: ['InstanceStress', 'InstanceConnectivity'] } : {}),
    Status: running.length < group.count ? 'Degraded' : 'InService',
    ...release,
  };
}

type ClusterEvent = { at: number; node: Instance; level: 'Info' | 'Warn' | 'Error'; text: string };

/** What a Continuous cluster tells of its instances: a check, a failure, a replacement. */
function clusterEvents(from: number, to: number): ClusterEvent[] {
  return occurrencesBetween(nodeFailure, from, to)
    .filter((one) => one.from >= cluster.createdAt)
    .flatMap((one): ClusterEvent[] => {
      const old = nodesAt(one.from).find((node) => node.failsAt === one.from);
      const fresh = nodesAt(one.from + 61 * 60_000).find((node) => node.cameAt === one.from);
      if (!old || !fresh) return [];
      return [
        { at: one.from, node: old, level: 'Info', text: 'Deep health checks started' },
        {
          at: one.from + 25 * 60_000,
          node: old,
          level: 'Error',
          text: 'Deep health check failed; the instance is marked for replacement',
        },
        { at: one.from + 60 * 60_000, node: fresh, level: 'Warn', text: `Replacement launched for ${old.id}` },
        { at: one.from + 95 * 60_000, node: fresh, level: 'Info', text: 'Instance joined the cluster' },
      ];
    })
    .filter((event) => event.at >= from && event.at < to);
}

const eventAnswer = ({ at, node, level, text }: ClusterEvent): Record<string, unknown> => ({
  EventId: uuidOf('cluster-event', cluster.name, at),
  ClusterArn: clusterArn,
  ClusterName: cluster.name,
  InstanceGroupName: node.group.name,
  InstanceId: node.id,
  ResourceType: 'Instance',
  EventTime: inSeconds(at),
  Description: text,
  EventLevel: level,
});

/** List and Describe of the cluster, its nodes and their events. */
export const hyperpodOperations: Record<string, Operation> = {
  'sagemaker.ListClusters': (input, context) => {
    const items = exists(context) ? [{ name: cluster.name, createdAt: cluster.createdAt }] : [];
    const summary = () => ({
      ClusterArn: clusterArn,
      ClusterName: cluster.name,
      CreationTime: inSeconds(cluster.createdAt),
      ClusterStatus: 'InService',
      ImageVersionStatus: 'UpToDate',
    });
    return answerList({ items, input, key: 'ClusterSummaries', sorting: { by: 'CreationTime', order: 'Ascending' }, summary });
  },
  'sagemaker.DescribeCluster': (input, context) => {
    need(input, context);
    return {
      ClusterArn: clusterArn,
      ClusterName: cluster.name,
      ClusterStatus: 'InService',
      CreationTime: inSeconds(cluster.createdAt),
      InstanceGroups: cluster.groups.map((group) => groupAnswer(group, context.now)),
      VpcConfig: vpcOf(cluster.place),
      Orchestrator: {
        Eks: { ClusterArn: `arn:aws:eks:${cluster.place.region}:${cluster.place.account}:cluster/vision-foundry-eks` },
      },
      NodeRecovery: 'Automatic',
      NodeProvisioningMode: 'Continuous',
    };
  },
  'sagemaker.ListClusterNodes': (input, context) => {
    need(input, context);
    const { now } = context;
    const part = String(input.InstanceGroupNameContains ?? '');
    const items = nodesAt(now)
      .filter((node) => node.group.name.includes(part))
      .map((node) => ({ name: node.id, createdAt: node.launchedAt, node }));
    return answerList({
      items,
      input,
      key: 'ClusterNodeSummaries',
      sorting: { by: 'CreationTime', order: 'Ascending' },
      summary: ({ node }) => nodeSummary(node, now, input.IncludeNodeLogicalIds === true),
    });
  },
  'sagemaker.DescribeClusterNode': (input, context) => {
    need(input, context);
    const { now } = context;
    if (input.NodeId === undefined && input.NodeLogicalId === undefined) {
      throw new AwsError('ValidationException', 'Either NodeId or NodeLogicalId must be specified.');
    }
    const node = nodesAt(now).find((one) => one.id === input.NodeId || one.logicalId === input.NodeLogicalId);
    if (!node) throw new AwsError('ResourceNotFound', `Node ${input.NodeId ?? input.NodeLogicalId} does not exist.`);
    const host = privateDns(cluster.place, node.id);
    return {
      NodeDetails: {
        ...nodeSummary(node, now, true),
        LifeCycleConfig: lifeCycle,
        ThreadsPerCore: 2,
        PrivatePrimaryIp: host.slice(3, host.indexOf('.')).replaceAll('-', '.'),
        Placement: { AvailabilityZone: 'us-east-1b', AvailabilityZoneId: 'use1-az2' },
        CurrentImageId: `ami-0${hexOf(16, 'hyperpod-image')}`,
        CapacityType: 'OnDemand',
      },
    };
  },
  'sagemaker.ListClusterEvents': (input, context) => {
    need(input, context);
    const from = Math.max(context.now - memoryMs, timeOf(input.EventTimeAfter, 0));
    const to = Math.min(context.now, timeOf(input.EventTimeBefore, context.now)) + 1;
    const items = clusterEvents(from, to)
      .filter(({ node }) => input.NodeId === undefined || node.id === input.NodeId)
      .filter(({ node }) => input.InstanceGroupName === undefined || node.group.name === input.InstanceGroupName)
      .filter(() => input.ResourceType === undefined || input.ResourceType === 'Instance')
      .map((event) => ({ name: event.node.id, createdAt: event.at, event }));
    return answerList({
      items,
      input: { ...input, SortBy: 'CreationTime' },
      key: 'Events',
      sorting: { by: 'CreationTime', order: 'Descending' },
      summary: ({ event }) => eventAnswer(event),
    });
  },
  'sagemaker.DescribeClusterEvent': (input, context) => {
    need(input, context);
    const event = clusterEvents(context.now - memoryMs, context.now + 1).find(
      (one) => uuidOf('cluster-event', cluster.name, one.at) === input.EventId,
    );
    if (!event) throw new AwsError('ResourceNotFound', `Event ${input.EventId} does not exist.`);
    const { node } = event;
    return {
      EventDetails: present({
        ...eventAnswer(event),
        EventDetails: { EventMetadata: { Instance: { NodeLogicalId: node.logicalId, ...failure(event) } } },
      }),
    };
  },
};

const failure = (event: ClusterEvent) =>
  event.level === 'Error' ? { FailureMessage: statusAt(event.node, event.at).message ?? event.text } : {};
