import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { BiographyView } from '#components/biography/biography-view.tsx';
import { ResourceHead } from '#components/resources/resource-head.tsx';
import { ResourceTabs } from '#components/resources/resource-tabs.tsx';
import { Settled } from '#components/ui/settled.tsx';
import { readView } from '#components/url/read-view.ts';
import { firstValue } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { isResourceKind } from '#lib/catalog/resource-kinds.ts';
import { getBiography } from '#lib/queries/biography.ts';
import { listBiographyPlots } from '#lib/queries/biography-plots.ts';
import { listEndpointVersions, wholeVersion } from '#lib/queries/endpoint.ts';
import { getResource, listVersions } from '#lib/queries/resources.ts';
import { settle } from '#lib/queries/settle.ts';
import { accountName } from '#lib/queries/setup.ts';
import { decoded, decodedPart } from '../../../../../../../decoded.ts';
import { orNotFound } from '../../../../../../../or-not-found.ts';

type Params = { team: string; kind: string; account: string; region: string; name: string };
type Props = { params: Promise<Params>; searchParams: Promise<Search> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Biography of ${decodedPart((await params).name)}` };
}

/** The window that the URL names; null where it names none: the whole life. */
const windowOf = ({ from, to, search }: { from: number; to: number; search: Search }) =>
  firstValue(search, 'range') === null && firstValue(search, 'from') === null ? null : { from, to };

export default async function BiographyPage({ params, searchParams }: Props) {
  const [encoded, view] = await Promise.all([params, readView(searchParams)]);
  const { team, kind, account, region, name } = decoded(encoded);
  if (!isResourceKind(kind)) notFound();
  const key = { account, region, kind, name };
  const { scope } = await requireViewer();
  const ask = { team, now: view.now, asOf: view.asOf };
  const resource = await getResource(scope, ask, key).catch(orNotFound);
  const reading = getBiography(scope, { ...ask, window: windowOf(view) }, key);
  const biography = settle(reading);
  const plots = settle(reading.then(({ window }) => listBiographyPlots(scope, resource, { ...ask, ...window })));
  const wanted = Date.parse(firstValue(view.search, 'version') ?? '');
  const chosen = Number.isNaN(wanted) ? null : wanted;
  const versions = settle(
    chosen === null
      ? Promise.resolve([])
      : kind === 'endpoint'
        ? listEndpointVersions(scope, key, view.now).then((list) => list.map(wholeVersion))
        : listVersions(scope, key, view.now),
  );
  return (
    <>
      <ResourceHead
        resource={resource}
        view={view}
        accountName={accountName(account)}
        tabs={<ResourceTabs resource={key} team={team} search={view.search} current="biography" />}
      />
      {/* It comes with the page, however long that takes: without a script nothing that is late would be seen. */}
      <Settled of={biography} title="Biography">
        {(value) => <BiographyView biography={value} plots={plots} versions={versions} chosen={chosen} team={team} view={view} />}
      </Settled>
    </>
  );
}
