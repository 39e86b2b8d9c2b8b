import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AboutPanels } from '#components/resources/about-panels.tsx';
import { ConfigurationPanel } from '#components/resources/configuration-panel.tsx';
import { HappeningsPanel } from '#components/resources/happenings-panel.tsx';
import { MetricsPanel } from '#components/resources/metrics-panel.tsx';
import { ResourceHead } from '#components/resources/resource-head.tsx';
import { ResourceTabs } from '#components/resources/resource-tabs.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { readView } from '#components/url/read-view.ts';
import type { Search } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { isResourceKind } from '#lib/catalog/resource-kinds.ts';
import { listHappenings } from '#lib/queries/changes.ts';
import { getResource, listRelations, listVersions } from '#lib/queries/resources.ts';
import { settle } from '#lib/queries/settle.ts';
import { accountName } from '#lib/queries/setup.ts';
import { listResourceMetrics } from '#lib/queries/stored-metrics.ts';
import { amongEvents, listUnexplainedChanges } from '#lib/queries/unexplained-changes.ts';
import { decoded, decodedPart } from '../../../../../../decoded.ts';
import { orNotFound } from '../../../../../../or-not-found.ts';

type Params = { team: string; kind: string; account: string; region: string; name: string };
type Props = { params: Promise<Params>; searchParams: Promise<Search> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodedPart((await params).name) };
}

export default async function ResourcePage({ params, searchParams }: Props) {
  const [encoded, view] = await Promise.all([params, readView(searchParams)]);
  const { team, kind, account, region, name } = decoded(encoded);
  if (!isResourceKind(kind)) notFound();
  const key = { account, region, kind, name };
  const { scope } = await requireViewer();
  const resource = await getResource(scope, { team, now: view.now, asOf: view.asOf }, key).catch(orNotFound);
  const versions = settle(listVersions(scope, key, view.now));
  const relations = settle(listRelations(scope, resource));
  const window = { from: view.from, to: view.to };
  const metrics = settle(listResourceMetrics(scope, resource, { ...window, now: view.now }));
  const events = settle(
    Promise.all([
      listHappenings(scope, [key], { ...window, limit: 100 }),
      listUnexplainedChanges(scope, { team, now: view.now, ...window, key }).then(amongEvents),
    ]),
  );
  return (
    <>
      <ResourceHead
        resource={resource}
        view={view}
        accountName={accountName(key.account)}
        tabs={<ResourceTabs resource={key} team={team} search={view.search} current="now" />}
      />
      <div className="with-aside">
        <div className="min-w-0">
          <ConfigurationPanel of={versions} resource={resource} path={paths.other(team, kind, key)} view={view} />
          <MetricsPanel of={metrics} resource={key} team={team} view={view} />
        </div>
        <div className="min-w-0">
          <AboutPanels resource={resource} relations={relations} team={team} view={view} />
          <Soon of={events} title="Events" loading={<PanelLoading title="Events" rows={6} />}>
            {([happenings, changes]) => (
              <HappeningsPanel happenings={happenings} changes={changes} name={resource.name} team={team} view={view} />
            )}
          </Soon>
        </div>
      </div>
    </>
  );
}
