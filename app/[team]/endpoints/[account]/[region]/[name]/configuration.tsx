import { VariantsPanel } from '#components/endpoints/variants-panel.tsx';
import { RelationsPanel } from '#components/resources/relations-panel.tsx';
import { SecurityPanel } from '#components/resources/security-panel.tsx';
import { TagsPanel } from '#components/resources/tags-panel.tsx';
import { VersionsPanel } from '#components/resources/versions-panel.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { AsOf } from '#components/ui/time.tsx';
import { paths } from '#lib/catalog/paths.ts';
import { wholeVersion } from '#lib/queries/endpoint.ts';
import { getResource, listRelations } from '#lib/queries/resources.ts';
import { settle } from '#lib/queries/settle.ts';
import type { EndpointPart } from './part.ts';

/** Versions of the endpoint with the configuration each pointed to, what the chosen one changed, and what it hangs on. */
export function ConfigurationView({ scope, detail, team, view }: EndpointPart) {
  const { endpoint, versions } = detail;
  const key = { account: endpoint.account, region: endpoint.region, kind: 'endpoint', name: endpoint.name } as const;
  const resource = settle(
    getResource(scope, { team, now: view.now, asOf: view.asOf }, key).then(async (found) => ({
      found,
      relations: await listRelations(scope, found),
    })),
  );
  const readAt = <AsOf at={endpoint.lastSeenAt} moment={view} lead="as answered" />;
  return (
    <div className="with-aside">
      <div className="min-w-0">
        <VariantsPanel variants={endpoint.variants} />
        <VersionsPanel
          versions={versions.map(wholeVersion)}
          description={{ DescribeEndpoint: endpoint.description, DescribeEndpointConfig: endpoint.config ?? 'not read' }}
          search={view.search}
          path={paths.endpoint(team, endpoint)}
          view={view}
        />
      </div>
      <div className="min-w-0">
        <SecurityPanel kind="endpoint" description={endpoint.description} readAt={readAt} />
        <SecurityPanel kind="endpoint_config" description={endpoint.config} readAt={readAt} />
        {endpoint.models.map((model, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: models of one answer in their fixed order
          <SecurityPanel key={index} kind="model" description={model} readAt={readAt} />
        ))}
        <Soon of={resource} title="Relations" loading={<PanelLoading title="Relations" />}>
          {({ found, relations }) => (
            <>
              <TagsPanel tags={found.tags} />
              <RelationsPanel relations={relations} place={key} team={team} query={view.query} />
            </>
          )}
        </Soon>
      </div>
    </div>
  );
}
