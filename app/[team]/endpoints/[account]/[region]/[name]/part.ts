import type { View } from '#components/url/view.ts';
import type { Search } from '#components/url/view-query.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import type { EndpointDetail } from '#lib/queries/endpoint.ts';

/** What every tab of the endpoint page is given. */
export type EndpointPart = { scope: TeamScope; detail: EndpointDetail; team: string; view: View & { search: Search } };

/** The endpoint and the configuration it points to: an event on either is an event of the page. */
export const eventKeys = ({ endpoint }: EndpointDetail) => {
  const { account, region, name, configName } = endpoint;
  const own = { account, region, kind: 'endpoint', name };
  return configName === null ? [own] : [own, { account, region, kind: 'endpoint_config', name: configName }];
};
