import { endpointTabLabels, endpointTabs } from '#components/endpoints/endpoint-tabs.ts';
import { type Tab, Tabs } from '#components/ui/tabs.tsx';
import { hrefWith } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { paths, resourcePath } from '#lib/catalog/paths.ts';
import type { ResourceKey } from '#lib/catalog/resource-kinds.ts';

type Props = { resource: ResourceKey; team: string; search: Search; current: 'now' | 'biography' };

const kept = ['asOf', 'tz'];

/** A biography is of the whole life: of what a page keeps, its link keeps the instant and the zone. */
export const biographyHref = (team: string, resource: ResourceKey, search: Search): string =>
  hrefWith(paths.biography(team, resource.kind, resource), Object.fromEntries(kept.map((name) => [name, search[name]])), {});

function tabsOf({ resource, team, search, current }: Props): Tab[] {
  const path = resourcePath(team, resource.kind, resource);
  const rest = Object.fromEntries(kept.map((name) => [name, search[name]]));
  const own =
    resource.kind === 'endpoint'
      ? endpointTabs.map((id) => ({
          label: endpointTabLabels[id],
          href: hrefWith(path, rest, { tab: id === 'now' ? null : id }),
        }))
      : [{ label: 'Now', href: hrefWith(path, rest, {}) }];
  return [
    ...own.map((tab, index) => ({ ...tab, current: current === 'now' && index === 0 })),
    { label: 'Biography', href: biographyHref(team, resource, search), current: current === 'biography' },
  ];
}

/** The parts of a resource's page: how it is, and how it came to be so. */
export const ResourceTabs = (props: Props) => <Tabs label="Parts of this resource" tabs={tabsOf(props)} />;
