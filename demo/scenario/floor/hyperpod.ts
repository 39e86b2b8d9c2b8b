import { hexOf, streamOf, whole } from '../random.ts';
import { latestOccurrence, occurrence, type Recurrence } from './recurrence.ts';
import { researchUs } from './setting.ts';

/** The one HyperPod cluster of the account, orchestrated by EKS, and the nodes of its two groups. */
export const cluster = {
  name: 'vision-foundry',
  id: 'k3v8q1m5zt0a',
  place: researchUs,
  team: 'vision',
  createdAt: Date.UTC(2025, 4, 12, 8, 30),
  groups: [
    { name: 'gpu-workers', instance: 'ml.p5.48xlarge', count: 12 },
    { name: 'cpu-services', instance: 'ml.m5.4xlarge', count: 4 },
  ],
} as const;

const minuteMs = 60_000;

/**
 * A node fails its deep health check and is replaced. Every 22 hours, for 95 minutes, GPU workers in turn; distance and
 * length together stay below 24 hours.
 */
export const nodeFailure: Recurrence = { everyMs: 22 * 60 * minuteMs, offsetMs: 47 * minuteMs, lastsMs: 95 * minuteMs };
/** Minutes after the start of a failure. */
const failureSteps = { failed: 25, replaced: 60, checking: 70, running: 95 } as const;

const workers = cluster.groups[0].count;
/** Failures walk over the workers in an order that looks like chance and comes back to each after twelve. */
const victimOf = (index: number): number => ((((index * 5) % workers) + workers) % workers) as number;

type NodeStatus = 'Running' | 'DeepHealthCheckInProgress' | 'Failure' | 'Pending';
export type NodeHealth = 'schedulable' | 'unschedulable' | 'unschedulable_pending_replacement' | 'unschedulable_pending_reboot';

/** One instance that served as a node, for as long as it did. */
export type Instance = {
  id: string;
  logicalId: string;
  group: (typeof cluster.groups)[number];
  index: number;
  launchedAt: number;
  /** When its successor took its place; Infinity as far as can be told. */
  retiredAt: number;
  /** Its own failure, if it was replaced after one, and the one that brought it. */
  failsAt: number;
  cameAt: number;
};

const logicalId = (group: string, index: number): string => `node-${group}-${index}`;

/** The instance that came with failure `cause` of a worker, or the first one of the cluster (undefined). */
function instanceOf(groupIndex: 0 | 1, index: number, cause: number | undefined): Instance {
  const group = cluster.groups[groupIndex];
  const bornAt = cause === undefined ? undefined : occurrence(nodeFailure, cause).from;
  const next = groupIndex === 0 ? nextFailure(index, cause) : undefined;
  const failsAt = next === undefined ? Number.POSITIVE_INFINITY : occurrence(nodeFailure, next).from;
  return {
    id: `i-0${hexOf(16, cluster.name, group.name, index, cause ?? 'first')}`,
    logicalId: logicalId(group.name, index),
    group,
    index,
    launchedAt:
      bornAt === undefined
        ? cluster.createdAt + whole(streamOf(group.name), index, 900) * 1000
        : bornAt + failureSteps.replaced * minuteMs,
    retiredAt: failsAt + failureSteps.replaced * minuteMs,
    failsAt,
    cameAt: bornAt ?? Number.NEGATIVE_INFINITY,
  };
}

const firstFailure = Math.ceil((cluster.createdAt + 86_400_000 - nodeFailure.offsetMs) / nodeFailure.everyMs);

function nextFailure(worker: number, after: number | undefined): number {
  for (let index = (after ?? firstFailure - 1) + 1; ; index += 1) if (victimOf(index) === worker) return index;
}

function lastFailure(worker: number, atOrBefore: number): number | undefined {
  for (let index = atOrBefore; index >= firstFailure && index > atOrBefore - workers; index -= 1) {
    if (victimOf(index) === worker) return index;
  }
  return undefined;
}

/** The instance that stood for a worker at a moment: a failed one until its successor is launched. */
function workerAt(index: number, at: number): Instance {
  const begun = latestOccurrence(nodeFailure, at - failureSteps.replaced * minuteMs).index;
  return instanceOf(0, index, lastFailure(index, begun));
}

/** The nodes of the cluster at a moment, by group and number; none before the cluster was made. */
export function nodesAt(at: number): Instance[] {
  if (at < cluster.createdAt) return [];
  return [
    ...Array.from({ length: workers }, (_, index) => workerAt(index, at)),
    ...Array.from({ length: cluster.groups[1].count }, (_, index) => instanceOf(1, index, undefined)),
  ].filter((node) => node.launchedAt <= at);
}

/** All instances that were nodes for some of [from, to). */
export function nodesBetween(from: number, to: number): Instance[] {
  const found = new Map(nodesAt(from).map((node) => [node.id, node]));
  for (let at = from; at < to; at += nodeFailure.everyMs / 2) for (const node of nodesAt(at)) found.set(node.id, node);
  for (const node of nodesAt(to - 1)) found.set(node.id, node);
  return [...found.values()];
}

export function statusAt(node: Instance, at: number): { status: NodeStatus; health: NodeHealth; message?: string } {
  const failing = at - node.failsAt;
  if (failing >= failureSteps.failed * minuteMs) {
    return {
      status: 'Failure',
      health: 'unschedulable_pending_replacement',
      message:
        'Deep health check failed: NCCL all_reduce bandwidth 61.2 GB/s is below 90 GB/s on GPU 5 (XID 79). The node will be replaced.',
    };
  }
  if (failing >= 0) return checking;
  const age = at - node.cameAt;
  if (age < failureSteps.checking * minuteMs)
    return { status: 'Pending', health: 'unschedulable', message: 'Provisioning a replacement instance' };
  return age < failureSteps.running * minuteMs ? checking : { status: 'Running', health: 'schedulable' };
}

const checking = {
  status: 'DeepHealthCheckInProgress',
  health: 'unschedulable',
  message: 'Instance stress and NCCL checks are running',
} as const;
