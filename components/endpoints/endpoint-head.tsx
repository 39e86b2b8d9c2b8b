import { biographyHref } from '#components/resources/resource-tabs.tsx';
import { Owner } from '#components/teams/owner.tsx';
import { CopyCli, OpenInAws } from '#components/ui/actions.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { type Tab, Tabs } from '#components/ui/tabs.tsx';
import { Instant } from '#components/ui/time.tsx';
import { hrefWith } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import type { Search } from '#components/url/view-query.ts';
import { describeCli } from '#lib/catalog/aws-cli.ts';
import { consoleLink } from '#lib/catalog/console-links.ts';
import { endpointKinds } from '#lib/catalog/endpoint-kinds.ts';
import { paths } from '#lib/catalog/paths.ts';
import { formatAccount, formatCount, formatDuration } from '#lib/format.ts';
import type { EndpointDetail } from '#lib/queries/endpoint.ts';
import { type EndpointTab, endpointTabLabels, endpointTabs } from './endpoint-tabs.ts';
import { HealthWord } from './rule-card.tsx';

export type EndpointHeadProps = {
  detail: EndpointDetail;
  team: string;
  tab: EndpointTab;
  view: View & { search: Search };
  accountName: string;
};

function tabsOf({ detail, team, tab, view }: EndpointHeadProps): Tab[] {
  const path = paths.endpoint(team, detail.endpoint);
  const counts: Partial<Record<EndpointTab, number>> = { configuration: detail.versions.length, events: detail.eventCount };
  const own = endpointTabs.map((id) => ({
    label: endpointTabLabels[id],
    href: hrefWith(path, view.search, { tab: id === 'now' ? null : id, version: null }),
    current: id === tab,
    ...(counts[id] === undefined ? {} : { count: counts[id] }),
  }));
  const life = biographyHref(team, { ...detail.endpoint, kind: 'endpoint' }, view.search);
  return [...own, { label: 'Biography', href: life, current: false }];
}

/** Word, name and sentence of an endpoint, its facts and the tabs of its page. */
export function EndpointHead(props: EndpointHeadProps) {
  const { detail, view, accountName } = props;
  const { endpoint, report } = detail;
  const gone = endpoint.deletedAt !== null;
  return (
    <PageHead
      title={endpoint.name}
      state={<HealthWord word={gone ? 'unknown' : report.word} rules={report.rules} large />}
      sentence={
        gone ? (
          'was deleted; this is what was collected of it'
        ) : (
          <>
            {report.sentence}
            {report.since !== null && (
              <>
                , since <Instant at={report.since} moment={view} />
              </>
            )}
          </>
        )
      }
      actions={
        <>
          <OpenInAws href={consoleLink('endpoint', endpoint)} />
          <CopyCli command={describeCli('endpoint', endpoint)} />
        </>
      }
    >
      <Facts across facts={factsOf(props, accountName)} />
      <Tabs label="Parts of this endpoint" tabs={tabsOf(props)} />
    </PageHead>
  );
}

function factsOf({ detail, view }: EndpointHeadProps, accountName: string) {
  const { endpoint, versions } = detail;
  const kind = endpoint.kind === null ? 'cannot be told' : endpointKinds[endpoint.kind].one;
  const alive = endpoint.createdAt === null ? '' : `${formatDuration((endpoint.deletedAt ?? view.now) - endpoint.createdAt)}, `;
  return [
    { label: 'Kind', value: `endpoint, ${kind}, ${formatCount(endpoint.variants.length, 'variant', 'variants')}` },
    {
      label: 'Account',
      value: (
        <>
          {accountName} <span className="text-ink-3">{formatAccount(endpoint.account)}</span>
        </>
      ),
    },
    { label: 'Region', value: endpoint.region },
    {
      label: 'Team',
      value: <Owner team={endpoint.team} reason={endpoint.teamReason} href={`${paths.board(endpoint.team)}${view.query}`} />,
    },
    { label: 'Instances', value: instancesOf(detail) },
    { label: 'Alive', value: `${alive}${formatCount(versions.length, 'version', 'versions')}` },
  ];
}

function instancesOf({ endpoint }: EndpointDetail) {
  if (endpoint.kind === 'serverless') return 'none of its own';
  const parts = endpoint.variants.map((one) => `${one.running ?? '?'} × ${one.instanceType ?? 'type not read'}`);
  return <span title={parts.join(', ')}>{parts.slice(0, 2).join(', ') || 'none in the answer'}</span>;
}
