import type { Metadata } from 'next';
import { EndpointHead } from '#components/endpoints/endpoint-head.tsx';
import { type EndpointTab, endpointTabs } from '#components/endpoints/endpoint-tabs.ts';
import { LogPanel } from '#components/logs/log-panel.tsx';
import { readView } from '#components/url/read-view.ts';
import { firstValue } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { getEndpointDetail } from '#lib/queries/endpoint.ts';
import { accountName } from '#lib/queries/setup.ts';
import { decoded, decodedPart } from '../../../../../decoded.ts';
import { orNotFound } from '../../../../../or-not-found.ts';
import { ConfigurationView } from './configuration.tsx';
import { EventsView } from './events.tsx';
import { MetricsView } from './metrics.tsx';
import { NowView } from './now.tsx';

type Params = { team: string; account: string; region: string; name: string };
type Props = { params: Promise<Params>; searchParams: Promise<Search> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodedPart((await params).name) };
}

export default async function EndpointPage({ params, searchParams }: Props) {
  const [encoded, view] = await Promise.all([params, readView(searchParams)]);
  const { team, account, region, name } = decoded(encoded);
  const { scope } = await requireViewer();
  const ask = { team, account, region, name, now: view.now, asOf: view.asOf };
  const detail = await getEndpointDetail(scope, ask).catch(orNotFound);
  const asked = firstValue(view.search, 'tab');
  const tab: EndpointTab = endpointTabs.find((one) => one === asked) ?? 'now';
  const part = { scope, detail, team, view };
  return (
    <>
      <EndpointHead detail={detail} team={team} tab={tab} view={view} accountName={accountName(account)} />
      {tab === 'now' && <NowView {...part} />}
      {tab === 'metrics' && <MetricsView {...part} />}
      {tab === 'configuration' && <ConfigurationView {...part} />}
      {tab === 'events' && <EventsView {...part} />}
      {tab === 'logs' && (
        <LogPanel kind="endpoint" {...{ account, region, name, team }} moment={{ zone: view.zone, now: view.now }} />
      )}
    </>
  );
}
