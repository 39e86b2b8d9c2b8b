import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import type { View } from '#components/url/view.ts';
import type { Search } from '#components/url/view-query.ts';
import type { ResourceKey } from '#lib/catalog/resource-kinds.ts';
import type { Outcome } from '#lib/queries/settle.ts';
import type { MetricReading } from '#lib/queries/stored-metrics.ts';
import { MetricTable } from './metric-table.tsx';

type Props = {
  of: Promise<Outcome<MetricReading[]>>;
  resource: ResourceKey;
  team: string;
  view: View & { search: Search };
};

/** Whatever is stored of a resource's metrics, the customer's own among them; nothing for one that has none. */
export function MetricsPanel({ of, resource, team, view }: Props) {
  const { account, region, kind, name } = resource;
  return (
    <Soon of={of} title="All metrics" loading={<PanelLoading title="All metrics" rows={4} rowHeight={48} />}>
      {(list) =>
        list.length > 0 && (
          <MetricTable
            readings={list}
            view={view}
            exports={exportLinks('resource-metrics', team, { ...view.search, account, region, kind, name })}
          />
        )
      }
    </Soon>
  );
}
