import type { Metadata } from 'next';
import { NodeTable } from '#components/nodes/node-table.tsx';
import { VariantTable } from '#components/nodes/variant-table.tsx';
import { Asking } from '#components/shell/asking.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { HealthChips } from '#components/teams/health-chips.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { readView } from '#components/url/read-view.ts';
import { screenKeys } from '#components/url/screen-keys.ts';
import type { Search } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { formatCount } from '#lib/format.ts';
import { listNodes } from '#lib/queries/nodes.ts';
import { settle } from '#lib/queries/settle.ts';
import { listVariantNodes } from '#lib/queries/variant-nodes.ts';

export const metadata: Metadata = { title: 'Nodes' };

/** The worst nodes: one page may put so many on screen. */
const mostOnScreen = 16;

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

export default async function NodesPage({ params, searchParams }: Props) {
  const [{ team: encoded }, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded);
  const ask = { team, now: view.now, asOf: view.asOf };
  const { scope } = await requireViewer();
  const [nodes, variants] = [settle(listNodes(scope, ask)), settle(listVariantNodes(scope, ask))];
  return (
    <>
      <PageHead
        title="Nodes"
        sentence="HyperPod nodes one by one; endpoints by variant, the finest grain they show without enhanced metrics"
      />
      <Soon of={nodes} title="HyperPod nodes" loading={<PanelLoading title="HyperPod nodes" rows={6} rowHeight={48} />}>
        {(rows) => (
          <TableFrame
            title="HyperPod nodes"
            subtitle={`${formatCount(rows.length, 'node', 'nodes')}, the worst first`}
            right={
              <Asking
                keys={screenKeys(
                  view,
                  rows.slice(0, mostOnScreen).map((row) => ({ ...row, kind: 'cluster_node' })),
                )}
              >
                <HealthChips words={rows.map((row) => row.word)} />
              </Asking>
            }
            exports={exportLinks('nodes', team, view.search)}
          >
            <NodeTable rows={rows} team={team} view={view} />
          </TableFrame>
        )}
      </Soon>
      <Soon of={variants} title="Endpoint variants" loading={<PanelLoading title="Endpoint variants" rows={12} rowHeight={48} />}>
        {(rows) => (
          <TableFrame
            title="Endpoint variants"
            subtitle={`${formatCount(rows.length, 'variant', 'variants')}; CPU and GPU in percent of all cores and GPUs of the type, where it is known`}
            right={<HealthChips words={rows.map((row) => row.word)} />}
            exports={exportLinks('variants', team, view.search)}
          >
            <VariantTable rows={rows} team={team} view={view} />
          </TableFrame>
        )}
      </Soon>
    </>
  );
}
