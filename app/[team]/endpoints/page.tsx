import type { Metadata } from 'next';
import { EndpointsPanel } from '#components/endpoints/endpoints-panel.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { readView } from '#components/url/read-view.ts';
import { firstValue, parseSort, valuesOf } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { endpointSorts, filterEndpoints, listEndpoints, sortEndpoints } from '#lib/queries/endpoints.ts';
import { laneWindow } from '#lib/queries/health.ts';
import { settle } from '#lib/queries/settle.ts';
import { setup } from '#lib/queries/setup.ts';

export const metadata: Metadata = { title: 'Endpoints' };

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

export default async function EndpointsPage({ params, searchParams }: Props) {
  const [{ team: encoded }, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded);
  const { search } = view;
  const sort = parseSort(search, endpointSorts, { column: 'health', descending: false });
  const filter = {
    health: valuesOf(search, 'health'),
    kind: valuesOf(search, 'kind'),
    account: valuesOf(search, 'account'),
    region: valuesOf(search, 'region'),
    name: firstValue(search, 'name'),
  };
  const { scope } = await requireViewer();
  const all = settle(listEndpoints(scope, { team, now: view.now, asOf: view.asOf }));
  const names = new Map(setup().accounts.map(({ id, name }) => [id, name]));
  return (
    <>
      <PageHead title="Endpoints" sentence="as SageMaker serves them now: health, figures and who would be told" />
      <Soon of={all} title="Endpoints" loading={<PanelLoading title="Endpoints" rows={12} rowHeight={48} />}>
        {(rows) => (
          <EndpointsPanel
            all={rows}
            rows={sortEndpoints(filterEndpoints(rows, filter), sort)}
            {...{ team, view, names, sort }}
            window={laneWindow(view.now)}
            exports={exportLinks('endpoints', team, search)}
          />
        )}
      </Soon>
    </>
  );
}
