import { type MetricRow, namespaces } from './row.ts';

const node = (metric: string, title: string, subject: 'cluster' | 'cluster_node'): MetricRow => ({
  namespace: namespaces.insights,
  metric,
  subject,
  unit: 'Count',
  statistics: ['Maximum'],
  needs: 'container_insights',
  found: 'discover',
  title,
});

export const clusterMetrics = {
  'cluster.schedulable': node('hyperpod_node_health_status_schedulable', 'Nodes schedulable', 'cluster'),
  'cluster.unschedulable': node('hyperpod_node_health_status_unschedulable', 'Nodes in deep checks', 'cluster'),
  'cluster.pending_replacement': node(
    'hyperpod_node_health_status_unschedulable_pending_replacement',
    'Nodes awaiting replacement',
    'cluster',
  ),
  'cluster.pending_reboot': node('hyperpod_node_health_status_unschedulable_pending_reboot', 'Nodes awaiting reboot', 'cluster'),
  'node.schedulable': node('hyperpod_node_health_status_schedulable', 'Schedulable', 'cluster_node'),
  'node.unschedulable': node('hyperpod_node_health_status_unschedulable', 'In deep checks', 'cluster_node'),
  'node.pending_replacement': node(
    'hyperpod_node_health_status_unschedulable_pending_replacement',
    'Awaiting replacement',
    'cluster_node',
  ),
  'node.pending_reboot': node('hyperpod_node_health_status_unschedulable_pending_reboot', 'Awaiting reboot', 'cluster_node'),
} as const satisfies Record<string, MetricRow>;
