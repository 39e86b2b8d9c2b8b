import type { PanelId } from '#lib/catalog/panels.ts';
import { table } from '#lib/catalog/table.ts';

const errors: readonly PanelId[] = ['errors', 'errors_async', 'invocations', 'processed'];
const running: readonly PanelId[] = ['instances', 'cpu', 'invocations', 'processed'];

/** Which charts of an endpoint show what a rule speaks of; the first is what it measures. */
const byRule = table<readonly PanelId[]>({
  endpoint_latency: ['latency', 'instances', 'cpu'],
  endpoint_errors: errors,
  endpoint_down: running,
  endpoint_capacity: running,
  endpoint_status: running,
  endpoint_memory: ['memory', 'instances', 'invocations'],
  endpoint_disk: ['disk', 'instances', 'invocations'],
  endpoint_gpu_memory: ['gpu_memory', 'instances', 'invocations'],
  endpoint_backlog: ['oldest', 'backlog', 'instances'],
});

/** Of the charts that there are for an endpoint's kind, those that its rule is about; the first two for a rule that is not known. */
export function panelsFor(rule: string, there: readonly PanelId[]): PanelId[] {
  const wanted = (byRule[rule] ?? []).filter((id) => there.includes(id));
  return wanted.length > 0 ? wanted : there.slice(0, 2);
}
