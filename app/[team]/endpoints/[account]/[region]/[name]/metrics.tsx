import { endpointKeys } from '#components/endpoints/now-tab.tsx';
import { MetricTable } from '#components/resources/metric-table.tsx';
import { Asking } from '#components/shell/asking.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { screenKeys } from '#components/url/screen-keys.ts';
import { listEndpointMetrics } from '#lib/queries/endpoint-metrics.ts';
import { settle } from '#lib/queries/settle.ts';
import type { EndpointPart } from './part.ts';

/** Every catalogue metric of the endpoint. */
export function MetricsView({ scope, detail, team, view }: EndpointPart) {
  const { endpoint, components } = detail;
  const readings = settle(listEndpointMetrics(scope, { endpoint, components, from: view.from, to: view.to, now: view.now }));
  const { account, region, name } = endpoint;
  return (
    <Soon of={readings} title="All metrics" loading={<PanelLoading title="All metrics" rows={16} rowHeight={48} />}>
      {(list) => (
        <MetricTable
          readings={list}
          asking={<Asking keys={screenKeys(view, endpointKeys(detail))}>{null}</Asking>}
          view={view}
          exports={exportLinks('endpoint-metrics', team, { ...view.search, account, region, name })}
        />
      )}
    </Soon>
  );
}
