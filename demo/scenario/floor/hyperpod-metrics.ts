import type { MetricIdentity, MetricSource, Place } from '../types.ts';
import { cluster, type Instance, type NodeHealth, nodesAt, nodesBetween, statusAt } from './hyperpod.ts';
import { dimension, dimensionsOf, hasDimensions, named, single } from './metric-source.ts';
import { isAt } from './setting.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

let known: { day: number; nodes: readonly Instance[] } | undefined;

/** A collector asks for all nodes of one day: they are found once. */
function nodesOfDay(day: number): readonly Instance[] {
  if (known?.day !== day) known = { day, nodes: nodesBetween(day * dayMs, (day + 1) * dayMs) };
  return known.nodes;
}
const states: readonly NodeHealth[] = [
  'schedulable',
  'unschedulable',
  'unschedulable_pending_replacement',
  'unschedulable_pending_reboot',
];
const metricName = (state: NodeHealth): string => `hyperpod_node_health_status_${state}`;

/** As EKS names a HyperPod node. */
const nodeName = (node: Instance): string => `hyperpod-${node.id}`;

/** All four states of a node are written each minute; exactly one of them is 1. */
const nodeSources = (node: Instance): MetricSource[] =>
  states.map((state) => ({
    namespace: 'ContainerInsights',
    metricName: metricName(state),
    dimensions: dimensionsOf({ ClusterName: cluster.name, InstanceId: node.id, NodeName: nodeName(node) }),
    unit: 'Count',
    activeFrom: node.launchedAt,
    activeTo: node.retiredAt,
    datum: (minute) => {
      const at = minute * minuteMs;
      if (at < node.launchedAt || at >= node.retiredAt) return undefined;
      return single(statusAt(node, at).health === state ? 1 : 0);
    },
  }));

const clusterSources = (): MetricSource[] =>
  states.map((state) => ({
    namespace: 'ContainerInsights',
    metricName: metricName(state),
    dimensions: dimensionsOf({ ClusterName: cluster.name }),
    unit: 'Count',
    activeFrom: cluster.createdAt,
    activeTo: Number.POSITIVE_INFINITY,
    datum: (minute) => {
      const nodes = nodesAt(minute * minuteMs);
      const count = nodes.filter((node) => statusAt(node, minute * minuteMs).health === state).length;
      return nodes.length === 0 ? undefined : single(count);
    },
  }));

export const hyperpodMetrics = (place: Place, from: number, to: number): MetricSource[] =>
  isAt(place, cluster.place) && to > cluster.createdAt
    ? [...nodesBetween(Math.max(from, cluster.createdAt), to).flatMap(nodeSources), ...clusterSources()]
    : [];

/**
 * The series of that identity. An instance says nothing of when it lived, so that it is looked for near the first minute
 * asked for.
 */
export function findHyperpodMetric(place: Place, identity: MetricIdentity): MetricSource | undefined {
  const isOurs = identity.namespace === 'ContainerInsights' && dimension(identity, 'ClusterName') === cluster.name;
  if (!isOurs || !isAt(place, cluster.place)) return undefined;
  if (hasDimensions(identity, ['ClusterName'])) return named(clusterSources(), identity.metricName);
  if (!hasDimensions(identity, ['ClusterName', 'InstanceId', 'NodeName'])) return undefined;
  if (!states.some((state) => metricName(state) === identity.metricName)) return undefined;
  const id = dimension(identity, 'InstanceId');
  let found: MetricSource | undefined;
  let searched: { from: number; to: number } | undefined;
  return {
    ...identity,
    unit: 'Count',
    activeFrom: cluster.createdAt,
    activeTo: Number.POSITIVE_INFINITY,
    datum: (minute) => {
      const at = minute * minuteMs;
      if (!found && !(searched && at >= searched.from && at < searched.to)) {
        const day = Math.floor(at / dayMs);
        searched = { from: day * dayMs, to: (day + 1) * dayMs };
        const node = nodesOfDay(day).find((one) => one.id === id);
        found =
          node && nodeName(node) === dimension(identity, 'NodeName') ? named(nodeSources(node), identity.metricName) : undefined;
      }
      return found?.datum(minute);
    },
  };
}
